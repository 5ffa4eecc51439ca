namespace CtrBench.Harness.Measurement;

/// <summary>Findings of the reconciliation: one for each count that must be 0 but is not.</summary>
internal static class CorrectnessRules
{
    private const int Named = 3;

    /// <summary>The findings of a reconciled run.</summary>
    public static IEnumerable<Finding> Judge(RunFacts run, CorrectnessMetrics metrics, IEnumerable<long> missingStartMs,
        IEnumerable<long> wrongStartMs, long closingLate)
    {
        if (metrics.Unaccounted != 0)
        {
            yield return Error("unaccounted",
                $"{PluralText.Of(metrics.Stored, "record")} stored, but counted {metrics.Counted} + late {metrics.LateDropped} + malformed "
                + $"{metrics.Malformed} + open {metrics.StillOpen} leaves {metrics.Unaccounted}. "
                + $"Records were {(metrics.Unaccounted > 0 ? "lost" : "counted twice")} "
                + "between the log and results.csv.");
        }
        if (metrics.LateDropped < 0 || metrics.StillOpen < 0) yield return Error("unaccounted",
            $"The engine's own counts contradict its results: {metrics.LateDropped} late and {metrics.StillOpen} open records remain after "
            + "those of the closing events are taken out.");
        if (metrics.Missing > 0) yield return Error("missing-windows",
            $"{PluralText.Of(metrics.Missing, "window")} must have closed but {(metrics.Missing == 1 ? "has" : "have")} no "
            + $"result{Starts(missingStartMs)}.");
        if (metrics.Extra > 0) yield return Error("extra-windows",
            $"{PluralText.Of(metrics.Extra, "result", "belongs", "belong")} to windows without events in the events topic: "
            + (run.Manifest.Collector is { } of && (of.RemovedOffsets ?? 0) + (of.RemovedBefore ?? 0) is > 0 and var removed
                ? $"their events may be among the {removed} that the topic's retention removed before they were read."
                : "they come from other events."));
        if (metrics.Conflicting > 0) yield return Error("conflicting-results",
            $"{PluralText.Of(metrics.Conflicting, "result", "repeats", "repeat")} a window with different content. In append "
            + "mode a window has one result.");
        if (metrics.Wrong > 0) yield return Error("wrong-content",
            $"{PluralText.Of(metrics.Wrong, "result", "differs", "differ")} from the oracle although their window cannot have "
            + $"lost a late row{Starts(wrongStartMs)}.");
        if (metrics.Duplicate > 0)
            yield return new Finding(Severity.Warning, "duplicate-results",
                $"{PluralText.Of(metrics.Duplicate, "result", "repeats", "repeat")} a window with the same content: "
                + "at-least-once after a fault; the first one is "
                + "measured.");
        if (metrics.StillOpen > 0)
            yield return new Finding(Severity.Warning, "still-open",
                $"{PluralText.Of(metrics.StillOpen, "record", "is", "are")} in windows that were still open at the end. Drain "
                + "the run, or check that every partition "
                + "gets events.");
        if (metrics.Unproven > 0)
            yield return new Finding(Severity.Warning, "late-unproven",
                $"{PluralText.Of(metrics.Unproven, "window", "has", "have")} no result, and only the engine's own count says "
                + "that all their rows were late: append "
                + "times do not show it, since "
                + (run.Family == EngineFamily.MicroBatch
                    ? "a limit of rows per batch reads partitions unevenly. Run without the limit to check."
                    : "an idle reader holds back rows in its local aggregate. Run without an idle timeout, or with one reader, to check."));
        if (LateCounter.Judge(run, metrics, closingLate) is { } late) yield return late;
    }

    private static Finding Error(string code, string text) => new(Severity.Error, code, text);

    private static string Starts(IEnumerable<long> startMs) => $" (window_start_ms {string.Join(", ", startMs.Take(Named))}, ...)";
}
