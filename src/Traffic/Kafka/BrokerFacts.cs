namespace CtrBench.Traffic.Kafka;

/// <summary>What a cluster says of itself.</summary>
/// <param name="Address">Where it was asked.</param>
/// <param name="ClusterId">Its id; null when it does not tell.</param>
/// <param name="Brokers">host:port of every broker, in order of their ids.</param>
/// <param name="Controller">host:port of the controller as clients see it; null when it does not tell.</param>
/// <param name="Version">Release of its metadata version ("4.1"), the oldest that all brokers honour; null when it does not tell.</param>
/// <param name="Topics">How many topics it shows to this user, internal ones not counted.</param>
public sealed record BrokerFacts(
    string Address, string? ClusterId, IReadOnlyList<string> Brokers, string? Controller, string? Version, int Topics);
