namespace CtrBench.Harness.Measurement;

/// <summary>Rules on the latencies themselves.</summary>
internal static class LatencyRules
{
    private const double ClockGrainMs = 1;

    /// <summary>Error below-floor: a result arrived before the event that closes its window was due.</summary>
    public static Finding? BelowFloor(RunEvidence evidence)
    {
        var toleranceMs = ClockGrainMs + (evidence.Run.Manifest.ClockCheck?.BoundMs ?? 0);
        var early = evidence.Windows.Where(window => window.IsDecomposed && window.OverFloorMs < -toleranceMs).ToList();
        return early.Count == 0 || !evidence.Run.AppendMode ? null : new Finding(Severity.Error, "below-floor",
            $"{PluralText.Of(early.Count, "result")} arrived before the event that closes their window was due, the first "
            + $"{-early[0].OverFloorMs:F1} ms "
            + "early "
                + $"(window_end_ms {early[0].EndMs}). "
            + "Results of an earlier run, another clock, or windows closed by a drain: check the clocks and the topics.");
    }

    /// <summary>Warning negative-latency: results that arrived before the newest event they count was sent.</summary>
    public static Finding? NegativeLatency(RunEvidence evidence)
    {
        var negative = evidence.Windows.Count(window => window.LatencyMs < 0);
        return negative == 0 ? null : new Finding(Severity.Warning, "negative-latency",
            $"{PluralText.Of(negative, "window", "has", "have")} T1 before T0, which is counted and not clamped: check the clocks, or use "
            + "T1 - e when the traffic is disordered.");
    }

    /// <summary>Note unknown-cadence: a micro-batch run without batch start times.</summary>
    public static Finding? UnknownCadence(RunEvidence evidence) =>
        !evidence.Cadence.IsUnknown ? null : new Finding(Severity.Note, "unknown-cadence",
        "progress.jsonl has no batch start times: the cadence is 0 and is included in the overhead.");

    /// <summary>Warning negative-overhead: the expected cadence is more than the engine took.</summary>
    public static Finding? NegativeOverhead(RunEvidence evidence)
    {
        if (!evidence.Cadence.IsExpected || evidence.Measured.Count == 0) return null;
        var meanMs = evidence.Measured.Average(window => window.OverheadMs);
        return meanMs >= -ClockGrainMs ? null : new Finding(Severity.Warning, "negative-overhead",
            $"The mean overhead is {meanMs:F1} ms, and no engine takes less than nothing: the cadence expected from tick and buffer "
                + "timeout is too long for this run. Ticks that came shortly after the window ends, by chance, or readers that do not tick "
                + "as assumed (docs/measurement.md). Use the sum of cadence and overhead, which does not depend on it.");
    }
}
