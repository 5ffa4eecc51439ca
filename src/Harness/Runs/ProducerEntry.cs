namespace CtrBench.Harness.Runs;

/// <summary>One producer's counts and lag.</summary>
/// <param name="ProducerId">Its name, as in the events.</param>
/// <param name="Intended">Events of its schedule.</param>
/// <param name="Sent">Events that the log acknowledged.</param>
/// <param name="Failed">Events that the log rejected; counted, never silently retried.</param>
/// <param name="LagMsP50">Median of send - intended, ms.</param>
/// <param name="LagMsP99">99th percentile of send - intended, ms.</param>
/// <param name="LagMsMax">Largest send - intended, ms.</param>
/// <param name="LagHistogramUs">The lag's distribution: (upper value in us, count) pairs.</param>
public sealed record ProducerEntry(
    string ProducerId, long Intended, long Sent, long Failed, double LagMsP50, double LagMsP99, double LagMsMax,
        IReadOnlyList<HistogramBar> LagHistogramUs);
