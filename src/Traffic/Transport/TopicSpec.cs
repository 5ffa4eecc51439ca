namespace CtrBench.Traffic.Transport;

/// <summary>A topic to create.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its number of partitions, at least 1.</param>
public readonly record struct TopicSpec(string Name, int Partitions);
