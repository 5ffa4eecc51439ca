namespace CtrBench.Harness.RunModel;

/// <summary>
/// One line of expected.jsonl: the exact content of one window (and key) of the events topic as stored, regardless of lateness.
/// </summary>
internal sealed record ExpectedWindow
{
    /// <summary>Window start, epoch ms.</summary>
    public required long WindowStartMs { get; init; }

    /// <summary>Window end, exclusive, epoch ms.</summary>
    public required long WindowEndMs { get; init; }

    /// <summary>Group key; absent without grouping.</summary>
    public string? Key { get; init; }

    /// <summary>Views.</summary>
    public long Views { get; init; }

    /// <summary>Clicks.</summary>
    public long Clicks { get; init; }

    /// <summary>Rows of any kind.</summary>
    public long Rows { get; init; }

    /// <summary>Largest producer timestamp, epoch ns.</summary>
    public long? MaxProducerTimestampNs { get; init; }

    /// <summary>Largest intended time, epoch ms: the corrected T0.</summary>
    public double? MaxDueMs { get; init; }

    /// <summary>Append time of the first record, epoch ms; null when the log does not say it.</summary>
    public long? FirstAppendMs { get; init; }

    /// <summary>Append time of the last record, epoch ms; null when the log does not say it.</summary>
    public long? LastAppendMs { get; init; }

    /// <summary>
    /// First event with event time >= end + delay in any partition (Spark's mover): when it was due and when it was appended; null when
    /// there was none, and when append times are unknown.
    /// </summary>
    public Mover? Any { get; init; }

    /// <summary>
    /// The last partition's first event with event time >= end + delay - 1 ms (Flink's mover), over partitions with events; null when a
    /// partition never reached it.
    /// </summary>
    public Mover? All { get; init; }
}

/// <summary>The event that moves the watermark to a window's end.</summary>
/// <param name="DueMs">When it was due, epoch ms.</param>
/// <param name="AppendMs">When the log stored it, epoch ms.</param>
internal readonly record struct Mover(double DueMs, double AppendMs);
