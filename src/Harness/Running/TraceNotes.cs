using CtrBench.Traffic.Traces;

namespace CtrBench.Harness.Running;

/// <summary>What is said about a trace once it is read: what of it is used, and what was found wrong in it.</summary>
internal static class TraceNotes
{
    /// <summary>The notes.</summary>
    /// <param name="file">The trace as the user knows it.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="replays">Whether its rows are sent as events; otherwise only their times are used.</param>
    public static IEnumerable<string> Of(string file, Trace trace, bool replays)
    {
        var report = trace.Report;
        var ignored = report.Ignored.Count == 0 ? "none" : string.Join(", ", report.Ignored);
        yield return $"{file}: columns used: {string.Join(", ", report.Used)}; ignored: {ignored}";
        if (replays && !trace.HasRecordedClicks)
        {
            yield return report.PerhapsClicks.Count == 0
                ? $"{file}: no clicks are recorded; the click model decides which rows are clicks (--ctr)"
                : $"{file}: warning: no clicks are used, and the click model invents them, but {string.Join(", ", report.PerhapsClicks)} "
                    + $"looks like clicks: --trace-columns click={report.PerhapsClicks[0]}";
        }

        if (report.BrokenLines > 0)
        {
            yield return $"{file}: " + FormattableString.Invariant($"{report.BrokenLines} of {PluralText.Of(report.Lines, "line")} ")
                + (report.BrokenLines == 1 ? "is broken and left out:" : "are broken and left out:");
            foreach (var line in report.FirstBroken) yield return $"  {line}";
        }

        foreach (var note in TraceArrivals.Notes(report)) yield return $"{file}: {note}";
        if (replays && report is { OutOfOrderRows: > 0, Order: TraceOrder.File })
            yield return $"{file}: --sort sorts it by event time instead";
        if (replays && report.ReplacedAddresses > 0)
        {
            yield return $"{file}: {PluralText.Of(report.ReplacedAddresses, "IP address", "lies", "lie")} outside the documentation ranges "
                + (report.ReplacedAddresses == 1 ? "and was replaced" : "and were replaced");
        }
    }
}
