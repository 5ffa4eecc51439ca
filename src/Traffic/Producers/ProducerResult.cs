namespace CtrBench.Traffic.Producers;

/// <summary>What one producer did. Intended = Sent + Failed unless it was stopped while it lagged behind its schedule.</summary>
internal sealed record ProducerResult
{
    /// <summary>Its name.</summary>
    public required string ProducerId { get; init; }

    /// <summary>Events of its schedule that were due before it ended or was stopped.</summary>
    public long Intended { get; init; }

    /// <summary>Events that the log acknowledged.</summary>
    public long Sent { get; init; }

    /// <summary>Events that the log rejected, or that were not stored before the end.</summary>
    public long Failed { get; init; }

    /// <summary>Whether the schedule was sent to its end; false when the producer was stopped before.</summary>
    public bool Completed { get; init; }

    /// <summary>Median of send - intended, ms.</summary>
    public double LagMsP50 { get; init; }

    /// <summary>99th percentile of send - intended, ms.</summary>
    public double LagMsP99 { get; init; }

    /// <summary>Largest send - intended, ms.</summary>
    public double LagMsMax { get; init; }

    /// <summary>Distribution of send - intended.</summary>
    public IReadOnlyList<LagBar> LagHistogramUs { get; init; } = [];
}
