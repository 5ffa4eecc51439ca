namespace CtrBench.Windows.Recordings;

/// <summary>The query and settings of a recording, in the recording's format.</summary>
internal sealed record TranscriptQuery
{
    /// <summary>Window size, ms.</summary>
    public required long WindowMs { get; init; }

    /// <summary>From one window's start to the next one's, ms; null = tumbling windows.</summary>
    public long? SlideMs { get; init; }

    /// <summary>Watermark delay, ms.</summary>
    public required long WatermarkDelayMs { get; init; }

    /// <summary>Partitions of the events topic.</summary>
    public required int Partitions { get; init; }

    /// <summary>Group field; null = none.</summary>
    public string? GroupBy { get; init; }

    /// <summary>Whether event times outside 0 .. 9999-12-31 were taken as null by the recorded query.</summary>
    public bool BoundEventTime { get; init; }

    /// <summary>Spark: append or update.</summary>
    public string OutputMode { get; init; } = "append";

    /// <summary>Spark: the trigger.</summary>
    public TranscriptTrigger? Trigger { get; init; }

    /// <summary>Spark: rate limit.</summary>
    public long? MaxOffsetsPerTrigger { get; init; }

    /// <summary>Spark: whether a moved watermark runs a batch without records.</summary>
    public bool NoDataBatches { get; init; } = true;

    /// <summary>Spark: previous or current (S8, S9).</summary>
    public string LateFilter { get; init; } = "previous";

    /// <summary>Spark: event types that pass a filter between watermark and window operator (S7); null = no filter.</summary>
    public IReadOnlyList<string>? FilterEventTypes { get; init; }

    /// <summary>Flink: tvf or legacy.</summary>
    public string Form { get; init; } = "tvf";

    /// <summary>Flink: one or two.</summary>
    public string AggPhase { get; init; } = "two";

    /// <summary>Flink: source parallelism.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Flink: on-event or on-periodic.</summary>
    public string EmitStrategy { get; init; } = "on-event";

    /// <summary>Flink: idle timeout, ms; null = never.</summary>
    public long? IdleTimeoutMs { get; init; }

    /// <summary>Flink: the watermark tick of a script with waits, ms; null = no ticks.</summary>
    public long? TickMs { get; init; }

    /// <summary>Flink: how long a record may wait in a network buffer, ms; latency only.</summary>
    public long? BufferTimeoutMs { get; init; }

    /// <summary>Flink: how the recorded job ended.</summary>
    public string? End { get; init; }

    /// <summary>Flink: exactly one tick after each step.</summary>
    public bool TickAfterEachStep { get; init; }
}
