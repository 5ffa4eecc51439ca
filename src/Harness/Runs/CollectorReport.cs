namespace CtrBench.Harness.Runs;

/// <summary>
/// What the reading of both topics saw that fits in no window; part of the manifest. A figure that was not taken is null, and its rule
/// does not judge.
/// </summary>
public sealed record CollectorReport
{
    /// <summary>Records of the events topic as stored, malformed ones and closing events included.</summary>
    public long? EventsStored { get; init; }

    /// <summary>Of these: without a valid event time.</summary>
    public long? EventsMalformed { get; init; }

    /// <summary>Largest event time stored, closing events included, epoch ms.</summary>
    public long? MaxEventTimeMs { get; init; }

    /// <summary>Offsets of the events topic that held no record when it was read: retention ate them.</summary>
    public long? MissingOffsets { get; init; }

    /// <summary>Records of the results topic that are no results.</summary>
    public long? ResultsMalformed { get; init; }

    /// <summary>Results that lay in the topic before the collector was there: their append time stands for T1.</summary>
    public long? ResultsBefore { get; init; }

    /// <summary>Records of either topic whose run id header names another run.</summary>
    public long? ForeignRecords { get; init; }

    /// <summary>Largest step of the wall clock against the monotonic clock during the run, ms.</summary>
    public double? ClockStepMs { get; init; }

    /// <summary>Spans whose events reached the log late, in order of time.</summary>
    public IReadOnlyList<LateSpan>? LateAppends { get; init; }
}
