namespace CtrBench.Harness.Measurement;

/// <summary>
/// A mean latency below the watermark delay is impossible in append mode: no engine can emit a window before an event of its end plus the
/// delay exists, and the window's newest event is before its end (L1). A run that shows it breaks one of its premises, and one of the six
/// known causes (docs/semantics.md "Below the delay") says which.
/// </summary>
internal static class BelowDelayRule
{
    private const int FewestMeasured = 3;
    private const double ClockSuspicionMs = 20;

    /// <summary>
    /// The rule: error below-delay. A warning if the workload itself has the disorder that makes T0 late, and every window is at or above
    /// the delay measured from its end: then the cause is known.
    /// </summary>
    public static Finding? Judge(RunEvidence evidence)
    {
        var run = evidence.Run;
        // A bounded run may have no measured windows, and that is the kind of run with the impossible mean.
        var windows = (evidence.Measured.Count >= FewestMeasured ? evidence.Measured : evidence.Windows)
            .Where(window => window.T0Ms is not null).ToList();
        if (!run.AppendMode || windows.Count == 0) return null;
        var mean = windows.Average(window => window.LatencyMs!.Value);
        if (mean >= run.MoverDelayMs) return null;
        if (IsDeclaredDisorder(run, windows))
            return new Finding(Severity.Warning, "below-delay",
                $"The mean of T1 - T0 is {mean / 1_000:F3} s, below the watermark delay: because of the workload's disorder the newest "
                + "event of a window can be produced after the window's end, so T0 is late. Use T1 - e and T1 - floor instead.");
        return new Finding(Severity.Error, "below-delay",
            $"The mean of T1 - T0 is {mean / 1_000:F3} s, below the watermark delay of {run.DelayMs / 1_000.0:F3} s, which is impossible "
            + "for any engine. " + Cause(evidence, windows));
    }

    private static bool IsDeclaredDisorder(RunFacts run, IReadOnlyList<WindowTiming> windows) =>
        (run.Manifest.Workload.Disorder is { DelayedShare: > 0 } or { VeryLateShare: > 0 }
            // The rows of a trace are as late as they were recorded.
            || run.Manifest.Workload is { Traffic: TrafficKind.Trace, TraceSorted: false })
        && windows.All(window => window.T1Ms - window.EndMs >= run.MoverDelayMs);

    private static string Cause(RunEvidence evidence, IReadOnlyList<WindowTiming> windows)
    {
        if (evidence.Correctness.Conflicting > 0)
            return "Cause 5, not append: windows were emitted more than once with different content, as early or updated values. Turn off "
                + "update mode and early firing.";
        var ended = evidence.Run.Final?.WatermarkMs == long.MaxValue;
        var atEnd = windows.Count(window => window.Mover is not { } mover || ended && window.T1Ms < mover.AppendMs);
        if (evidence.Run is { Family: EngineFamily.Continuous, AppendTimesKnown: true } && atEnd > 0)
            return $"Cause 1, end of input: {PluralText.Of(atEnd, "window", "was", "were")} closed by a drain, not by the "
                + "watermark. Use closing events to close the "
                + "last windows, or run longer.";
        if (EventTimeRules.IsProducerAhead(evidence.Run))
            return "Cause 6, measurement: the producer's clock is ahead of the broker's, which makes T0 late. "
                + "Synchronise them, or use T1 - e.";
        if (windows.Average(window => window.DataMs) < 0
            && windows.Average(window => window.T1Ms - window.EndMs) >= evidence.Run.MoverDelayMs)
            return "Cause 2, disorder: the newest event of a window was produced after the window's end, so T0 is late. Use T1 - e "
                + "instead.";
        if (windows.Any(window => window.Mover is not null && window.WaitMs < -1))
            return "Cause 4, event time runs ahead of the wall clock: the events that moved the watermark were due before their own event "
                + "time. Check the traffic's event times and speed.";
        if (SmallerDelay(evidence.Run))
            return "Cause 3, a smaller delay: the engine's watermark was nearer to the largest event time than the delay of the query. "
                + "Check the delay passed to the engine.";
        if (ClockSuspect(evidence.Run))
            return "Cause 6, measurement: the clocks of producer, broker and collector differ or were stepped. Use one clock.";
        return "It is cause 3, a smaller delay, or cause 6, measurement: either the engine ran with a smaller delay than the query's, "
            + "or T1 comes from another clock than the producers'. Neither batches nor clocks of this run tell which: check the delay "
            + "passed to the engine, and the clocks.";
    }

    private static bool SmallerDelay(RunFacts run)
    {
        var newestMs = long.MinValue;
        foreach (var batch in run.Batches)
        {
            // The eviction watermark of a batch comes from the batches before it (S8).
            if (newestMs > long.MinValue && batch.WatermarkMs > Math.Max(0, newestMs - run.DelayMs)) return true;
            if (batch.EventTime is { } eventTime) newestMs = Math.Max(newestMs, eventTime.MaxMs);
        }
        return run.Batches.Count == 0 && run.Final?.WatermarkMs is { } watermark && watermark < long.MaxValue
            && run.Manifest.Collector?.MaxEventTimeMs is { } max && watermark > max - run.DelayMs;
    }

    private static bool ClockSuspect(RunFacts run) =>
        run.Manifest.Collector?.ClockStepMs > ClockSuspicionMs
        || run.Manifest.ClockCheck is { } check && Math.Abs(check.OffsetMs) > check.BoundMs + ClockSuspicionMs;
}
