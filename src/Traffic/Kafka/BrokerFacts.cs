namespace CtrBench.Traffic.Kafka;

/// <summary>Facts about a cluster.</summary>
/// <param name="Address">The address that was contacted.</param>
/// <param name="ClusterId">Its id; null when unknown.</param>
/// <param name="Brokers">host:port of every broker, in order of their ids.</param>
/// <param name="Version">Release of its metadata version ("4.1"), the oldest that all brokers support; null when unknown.</param>
/// <param name="Topics">Number of topics visible to this user, without internal ones.</param>
internal sealed record BrokerFacts(
    string Address, string? ClusterId, IReadOnlyList<string> Brokers, string? Version, int Topics);
