using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Rules on the windows: their bounds and their number.</summary>
internal static class WindowRules
{
    private const int Fewest = 3;

    /// <summary>Error unaligned-windows: bounds that are not multiples of the window size, or of the slide.</summary>
    public static Finding? Unaligned(RunEvidence evidence)
    {
        var (windowMs, stepMs) = (evidence.Run.Query.WindowMs, evidence.Run.Query.StepMs);
        bool IsOff(ResultRow row) => row.WindowStartMs % stepMs != 0 || row.WindowEndMs - row.WindowStartMs != windowMs;
        var off = evidence.Run.Contents.Results.Count(IsOff);
        if (off == 0) return null;
        var first = evidence.Run.Contents.Results.First(IsOff);
        return new Finding(Severity.Error, "unaligned-windows",
            $"{PluralText.Of(off, "result", "has", "have")} bounds that are not aligned to {stepMs} ms, the first "
            + $"[{first.WindowStartMs}, {first.WindowEndMs}): "
                + "another query, a session time zone, or seconds instead of milliseconds.");
    }

    /// <summary>Error too-few-windows: fewer than 3 measured.</summary>
    public static Finding? TooFew(RunEvidence evidence)
    {
        var count = evidence.Measured.Count;
        var query = evidence.Run.Query;
        return count >= Fewest ? null : new Finding(Severity.Error, "too-few-windows",
            $"{PluralText.Of(count, "window")} measured, but at least {Fewest} are needed. " + SilentPartitions.Remedy(evidence.Run,
                query.WatermarkDelayMs + (Fewest + 2) * query.WindowMs));
    }

    /// <summary>Note no-p99: too few windows for an interval of the 99th percentile.</summary>
    public static Finding? TooFewForP99(RunEvidence evidence) =>
        evidence.Measured.Count < Fewest || evidence.Measured.Count >= LatencyStatistics.FewestForP99
            ? null
            : new Finding(Severity.Note, "no-p99",
                $"{PluralText.Of(evidence.Measured.Count, "window")} measured: no p99 with fewer than "
                + $"{LatencyStatistics.FewestForP99}, which have no "
                    + "95 % interval of it.");

    /// <summary>
    /// Note closed-by-end-of-input: results of windows that were not closed by a watermark from events (F28); they are not measured.
    /// </summary>
    public static Finding? ClosedByEndOfInput(RunEvidence evidence)
    {
        var count = evidence.Windows.Count(window => window.Mover is null);
        if (count == 0 || evidence.Run is { AppendMode: false } or { AppendTimesKnown: false }) return null;
        return new Finding(Severity.Note, "closed-by-end-of-input",
            $"{PluralText.Of(count, "window", "was", "were")} closed by the end of the input, not by the watermark. Their "
            + "latency is meaningless and is not "
            + "measured.");
    }
}
