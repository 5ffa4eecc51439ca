using System.Text.Json.Serialization;
using CtrBench.Windows.Emulation;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// Result of comparing a live run of a real engine with its twin (docs/decisions/019-a-run-is-held-against-its-twin.md).
/// </summary>
internal sealed record TwinVerdict
{
    /// <summary>The unit of comparison: batches (Spark), or windows (Flink).</summary>
    public required string Unit { get; init; }

    /// <summary>How many of them were compared.</summary>
    public long Compared { get; init; }

    /// <summary>
    /// Of those, the ones whose exact result the log alone does not determine: a late row may have been on either side of a watermark tick.
    /// Their results are possible ones. Always 0 for Spark, which reports its schedule.
    /// </summary>
    public long Undetermined { get; init; }

    /// <summary>Repeated results with the same content: allowed after a restart with at-least-once.</summary>
    public long Duplicates { get; init; }

    /// <summary>All differences between the two.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>Why there was no comparison; null when there was one.</summary>
    public string? NotCompared { get; init; }

    /// <summary>What the twin did with the log; null when there was no comparison.</summary>
    [JsonIgnore]
    public TwinTrace? Trace { get; init; }
}
