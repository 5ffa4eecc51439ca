namespace CtrBench.Harness.Measurement;

/// <summary>Rules on the open load (docs/measurement.md "Load").</summary>
internal static class ProducerRules
{
    /// <summary>The largest producer lag p99 of a valid run, ms.</summary>
    public const double LargestLagMs = 100;

    private const double LargestShare = 0.1;

    /// <summary>
    /// Error generator-limit: producer lag p99 above 100 ms, or above 10 % of the mean of T1 - floor, which a reader would attribute to the
    /// engine.
    /// </summary>
    public static Finding? GeneratorLimit(RunEvidence evidence)
    {
        var (lagMs, _) = Lag(evidence.Run);
        var overheadMs = evidence.Measured.Count == 0 ? double.PositiveInfinity
            : Math.Max(0, evidence.Measured.Average(window => window.OverFloorMs));
        if (lagMs <= LargestLagMs && lagMs <= LargestShare * overheadMs) return null;
        var bound = lagMs > LargestLagMs ? $"{LargestLagMs:F0} ms" : $"10 % of the mean T1 - floor of {overheadMs:F1} ms";
        return new Finding(Severity.Error, "generator-limit",
            $"Producer lag p99 is {lagMs:F2} ms, over {bound}: the load generator was the limit, not the engine. Lower the rate, use more "
                + "producers, or free a core.");
    }

    /// <summary>Warning not-all-sent: the log rejected events of the schedule.</summary>
    public static Finding? NotAllSent(RunEvidence evidence)
    {
        var producers = evidence.Run.Contents.Producer?.Producers ?? [];
        var (intended, sent) = (producers.Sum(producer => producer.Intended), producers.Sum(producer => producer.Sent));
        var failed = producers.Sum(producer => producer.Failed);
        return sent == intended ? null : new Finding(Severity.Warning, "not-all-sent",
            $"{PluralText.Of(intended, "event", "was", "were")} scheduled, {sent} stored, {failed} rejected by the log: the load "
            + "was lower than requested.");
    }

    /// <summary>Error stored-differs: the log does not contain what it acknowledged.</summary>
    public static Finding? StoredDiffersFromSent(RunEvidence evidence)
    {
        if (evidence.Run.Contents.Producer is not { } producer
            || evidence.Run.Manifest.Collector?.EventsStored is not { } stored) return null;
        var sent = producer.Producers.Sum(entry => entry.Sent);
        return sent == stored ? null : new Finding(Severity.Error, "stored-differs",
            $"The log acknowledged {PluralText.Of(sent, "event")} but contains {stored}. Another program writes to the topic, or "
            + "it lost records: use new "
                + "topics.");
    }

    /// <summary>The worst producer's lag p99 and the largest lag, ms; without closing events.</summary>
    public static (double P99Ms, double MaxMs) Lag(RunFacts run)
    {
        var producers = (run.Contents.Producer?.Producers ?? []).Where(producer => producer.ProducerId != AdEventFactory.ClosingProducerId)
            .ToList();
        return producers.Count == 0 ? (0, 0) : (producers.Max(producer => producer.LagMsP99), producers.Max(producer => producer.LagMsMax));
    }
}
