namespace CtrBench.Harness.Commands;

/// <summary>Which broker, and which topics on it.</summary>
/// <param name="Address">host:port of one or more brokers, separated by commas.</param>
/// <param name="ConfigFile">File of client properties, security among them; null for none. It exists.</param>
/// <param name="EventsTopic">Topic of events.</param>
/// <param name="ResultsTopic">Topic of results.</param>
/// <param name="RecreateTopics">Whether topics of these names that are not ours may be deleted.</param>
internal sealed record BrokerPlan(string Address, string? ConfigFile, string EventsTopic, string ResultsTopic, bool RecreateTopics);
