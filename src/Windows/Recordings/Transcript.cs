namespace CtrBench.Windows.Recordings;

/// <summary>A recording of a real engine: its input records and its output, step by step (format 1).</summary>
internal sealed record Transcript
{
    /// <summary>Version of the format; must be 1.</summary>
    public required int Format { get; init; }

    /// <summary>Name of the case.</summary>
    public required string Name { get; init; }

    /// <summary>What the case shows, in a sentence.</summary>
    public string? Why { get; init; }

    /// <summary>The engine that was recorded.</summary>
    public required TranscriptEngine Engine { get; init; }

    /// <summary>Flink: a live run, not run in steps; only append times tell which results came after which record.</summary>
    public bool Live { get; init; }

    /// <summary>The query and its settings.</summary>
    public required TranscriptQuery Query { get; init; }

    /// <summary>The records, in the order they were appended.</summary>
    public required IReadOnlyList<TranscriptRecord> Records { get; init; }

    /// <summary>Spark: the micro-batches.</summary>
    public IReadOnlyList<TranscriptBatch>? Batches { get; init; }

    /// <summary>Flink: the steps.</summary>
    public IReadOnlyList<TranscriptStep>? Steps { get; init; }

    /// <summary>Flink: the output at the end of input; null when the recording has no end.</summary>
    public TranscriptEnd? EndOfInput { get; init; }

    /// <summary>Flink: numLateRecordsDropped at the end.</summary>
    public long? LateDropped { get; init; }
}
