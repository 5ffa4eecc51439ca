namespace CtrBench.Harness.RunModel;

/// <summary>What the times in the records look like beside the log's; part of the collector's report.</summary>
internal sealed record EventTimeReport
{
    /// <summary>Records whose times were looked at.</summary>
    public long Records { get; init; }

    /// <summary>Of a record without a usable event time: what its field holds, or which comes nearest; null without any.</summary>
    public string? MalformedExample { get; init; }

    /// <summary>Event times that make sense as epoch seconds and not as milliseconds.</summary>
    public long Seconds { get; init; }

    /// <summary>One of them.</summary>
    public long? SecondsExample { get; init; }

    /// <summary>Events dated more than a day after they were stored: each closes all windows before it.</summary>
    public long FarAhead { get; init; }

    /// <summary>One of them, epoch ms.</summary>
    public long? FarAheadExample { get; init; }

    /// <summary>Events dated more than a day before they were stored.</summary>
    public long FarBehind { get; init; }

    /// <summary>One of them, epoch ms.</summary>
    public long? FarBehindExample { get; init; }

    /// <summary>Producer timestamps that cannot be nanoseconds.</summary>
    public long StampsNotNs { get; init; }

    /// <summary>One of them.</summary>
    public long? StampExample { get; init; }

    /// <summary>Producer timestamps more than a second after the log stored the record.</summary>
    public long StampsAhead { get; init; }

    /// <summary>Their mean lead, ms.</summary>
    public double? StampsAheadMeanMs { get; init; }
}
