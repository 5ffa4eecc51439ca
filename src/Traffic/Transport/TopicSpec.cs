namespace CtrBench.Traffic.Transport;

/// <summary>A topic to create.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its number of partitions, at least 1.</param>
public readonly record struct TopicSpec(string Name, int Partitions)
{
    internal const string NameSetting = $"{nameof(TopicSpec)}.{nameof(Name)}";

    /// <summary>Rejects topics that no transport can create: without a name, without a partition, or given twice.</summary>
    /// <exception cref="ArgumentException">One of them is invalid.</exception>
    internal static void ThrowIfUnusable(IReadOnlyList<TopicSpec> topics)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var spec in topics)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(spec.Name, nameof(topics));
            if (spec.Partitions < 1)
                throw new ArgumentException($"Topic '{spec.Name}' needs at least 1 partition, not {spec.Partitions}.", nameof(topics));
            if (!names.Add(spec.Name)) throw new ArgumentException($"Topic '{spec.Name}' is given twice.", nameof(topics));
        }
    }
}
