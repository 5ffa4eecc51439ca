namespace CtrBench.Windows.Recordings;

/// <summary>
/// What a live run of a real engine comes to, held against its twin (docs/decisions/019-a-run-is-held-against-its-twin.md).
/// </summary>
public sealed record TwinVerdict
{
    /// <summary>What was compared one by one: batches (Spark), or windows (Flink).</summary>
    public required string Unit { get; init; }

    /// <summary>How many of them were compared.</summary>
    public long Compared { get; init; }

    /// <summary>
    /// Of those, the ones whose exact result the log alone does not determine: a late row may have fallen either side of a watermark tick.
    /// Their results are possible ones. Always 0 for Spark, which reports its schedule.
    /// </summary>
    public long Undetermined { get; init; }

    /// <summary>Results that came again with the same content: allowed after a restart, at-least-once.</summary>
    public long Duplicates { get; init; }

    /// <summary>Everything on which the two do not agree.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>Why nothing could be compared; null when it was.</summary>
    public string? NotCompared { get; init; }
}
