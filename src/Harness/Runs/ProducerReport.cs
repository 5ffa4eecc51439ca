namespace CtrBench.Harness.Runs;

/// <summary>producer.json: what the producers had to send, what they sent, and how well they kept the schedule.</summary>
public sealed record ProducerReport
{
    /// <summary>One entry per producer, in order; the closing events last, as producer "closing".</summary>
    public required IReadOnlyList<ProducerEntry> Producers { get; init; }

    /// <summary>What was actually sent, over all producers; null when nothing was.</summary>
    public ScheduleSummary? Schedule { get; init; }

    /// <summary>Events sent over time, for the picture.</summary>
    public RateSeries? Rate { get; init; }
}
