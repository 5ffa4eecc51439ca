namespace CtrBench.Harness.Measurement;

/// <summary>
/// What an engine's own late counter counts (docs/semantics.md "Where the two engines differ"), and whether it fits the records lost.
/// </summary>
internal static class LateCounter
{
    /// <summary>One per record (F25, one-phase F15).</summary>
    public const string Records = "records";

    /// <summary>One per late window and micro-batch (S14).</summary>
    public const string WindowsPerBatch = "windows per batch";

    /// <summary>One per late window, source reader and flush (F22).</summary>
    public const string FlushedPartialWindows = "flushed partial windows";

    /// <summary>The unit of the run's engine.</summary>
    public static string UnitOf(RunFacts run) => run.Family == EngineFamily.MicroBatch ? WindowsPerBatch
        : run.Query.Continuous.AggregationPhase == AggregationPhase.TwoPhase ? FlushedPartialWindows
        : Records;

    /// <summary>
    /// Compares the counter with the number of late records: equal if the unit is records; otherwise not larger, and zero if and only if
    /// there are none. Late rows in a local buffer at the end are dropped but not yet counted (F22), so there a low counter is only a
    /// warning.
    /// </summary>
    public static Finding? Judge(RunFacts run, CorrectnessMetrics metrics)
    {
        if (run.Final?.LateDropped is null && run.Batches.Count == 0) return null;
        var (lost, counter) = (metrics.LateDropped, metrics.LateDroppedByEngine);
        if (metrics.LateDroppedUnit == Records ? counter == lost : counter <= lost && counter == 0 == (lost == 0)) return null;
        var severity = metrics.LateDroppedUnit == FlushedPartialWindows && counter < lost ? Severity.Warning : Severity.Error;
        return new Finding(severity, "late-counter",
            $"The engine counts {counter} late ({metrics.LateDroppedUnit}), but {lost} late records are missing from the results. Check "
            + "the windows that differ from expected.jsonl.");
    }
}
