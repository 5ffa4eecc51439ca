namespace CtrBench.Harness.RunModel;

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

/// <summary>A span of time whose events reached the log more than a second after they were due.</summary>
/// <param name="FromMs">When the first of them was due, epoch ms.</param>
/// <param name="TakenMs">When the log took the first of them, epoch ms: until then it took none.</param>
/// <param name="ToMs">When the log took the last of them, epoch ms.</param>
/// <param name="Events">How many.</param>
/// <param name="LatestMs">The longest that one of them took, ms.</param>
public sealed record LateSpan(double FromMs, double TakenMs, double ToMs, long Events, double LatestMs);
