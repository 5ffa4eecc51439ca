using CtrBench.Harness.Answers;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Explanations;

/// <summary>Why a window lost rows, and what would have kept them.</summary>
internal static class LostText
{
    // A newest row this far after the clock is one whose time is wrong.
    private const long FutureMs = 1_000;

    /// <summary>Both sentences.</summary>
    public static (string Why, string Change) Of(RunHistory run, WindowFacts window)
    {
        var rows = run.LateOf(window);
        if (rows.Length == 0)
        {
            return (run.Manifest.LateRows is null
                    ? "The folder has no late.csv, so it is not known which watermark decided about its rows."
                    : "Its rows are not among those that late.csv lists.",
                "Raise the watermark delay; ctrbench advise says how far.");
        }

        var deciding = rows.MaxBy(row => row.WatermarkMs);
        return (Why(run, window, rows, deciding), Change(run, window, rows, deciding));
    }

    /// <summary>The smallest delay with which rows that a watermark decided about would not be late, ms.</summary>
    public static long KeptByDelayMs(RunHistory run, WindowFacts window, long watermarkMs) =>
        run.Manifest.Query.WatermarkDelayMs + PastEndMs(run, window, watermarkMs) + 1;

    // How far the bound is past the end: of a continuous engine that is its watermark + 1 ms (F14).
    private static long PastEndMs(RunHistory run, WindowFacts window, long watermarkMs) =>
        watermarkMs + (run.MicroBatch ? 0 : 1) - window.EndMs;

    private static string Why(RunHistory run, WindowFacts window, LateRow[] rows, in LateRow deciding)
    {
        var clock = new ClockText(run.Manifest.StartMs);
        var newestMs = deciding.WatermarkMs + run.Manifest.Query.WatermarkDelayMs;
        var partition = run.StepTo(deciding.WatermarkMs)?.Basis.Partition ?? -1;
        var ahead = (run.MicroBatch, partition) switch
        {
            (true, >= 0) => $"Partition {partition} was ahead: its row of {clock.Of(newestMs)} had put the watermark",
            (false, >= 0) => $"The slowest partition that counts, {partition}, had a row of {clock.Of(newestMs)}, which put the watermark",
            _ => "The watermark was",
        };
        return $"{ahead} at {clock.Of(deciding.WatermarkMs)}, {AnswerText.Duration(PastEndMs(run, window, deciding.WatermarkMs))} past its "
            + $"end, when {(rows.Length == 1 ? "the row" : "rows")} came in {Steps(run, rows)} ({Where(rows)}).";
    }

    private static string Change(RunHistory run, WindowFacts window, LateRow[] rows, in LateRow deciding)
    {
        var query = run.Manifest.Query;
        var step = run.StepTo(deciding.WatermarkMs);
        var newestMs = deciding.WatermarkMs + query.WatermarkDelayMs;
        var ownMs = KeptByDelayMs(run, window, deciding.WatermarkMs);
        if (step is { } at && newestMs > at.AtMs + FutureMs)
        {
            return $"That row is {AnswerText.Duration(newestMs - at.AtMs)} ahead of the clock at that moment: filter rows from the future "
                + "before the watermark, or set the clock of the producer right. A delay of "
                + $"{AnswerText.Setting(ownMs)} would have kept these rows too, with every result that much later.";
        }

        var known = rows.Length >= window.Missing;
        // With two phases another delay also moves the flushes of local aggregates.
        var about = !run.MicroBatch && query.Continuous.AggregationPhase == AggregationPhase.TwoPhase ? "about " : "";
        var text = $"A watermark delay of {about}{AnswerText.Setting(ownMs)} instead of {AnswerText.Setting(query.WatermarkDelayMs)} would "
            + "have kept " + (known ? "them" : $"the {AnswerText.Count(rows.Length)} of them that late.csv lists");
        if (run.Manifest.LateRows is { KeptByDelayMs: { } all } late && late.Rows > rows.Length)
            text += $"; all {AnswerText.Count(late.Rows)} lost rows of the run need {AnswerText.Setting(all)}";
        return text + (!run.MicroBatch && query.Continuous.IdleTimeoutMs > 0
            ? $". The idle timeout of {AnswerText.Setting(query.Continuous.IdleTimeoutMs)} lets the others go on without a silent "
                + "partition."
            : ".");
    }

    private static string Steps(RunHistory run, LateRow[] rows)
    {
        var (first, last) = (rows.Min(row => row.Step), rows.Max(row => row.Step));
        var name = AnsweredText.StepName(run);
        return first == last ? $"{name} {first}" : name == "batch" ? $"batches {first} to {last}" : $"{name}s {first} to {last}";
    }

    private static string Where(LateRow[] rows)
    {
        const int most = 3;
        var partitions = rows.GroupBy(row => row.Partition).OrderByDescending(group => group.Count()).ToList();
        return string.Join("; ", partitions.Take(most).Select(One)) + (partitions.Count > most ? "; ..." : "");

        static string One(IGrouping<int, LateRow> group)
        {
            var (first, last) = (group.Min(row => row.Offset), group.Max(row => row.Offset));
            var offsets = first is null ? "" : first == last ? FormattableString.Invariant($", offset {first}")
                : FormattableString.Invariant($", offsets {first} to {last}");
            return $"{AnswerText.Count(group.Count())} of partition {group.Key}{offsets}";
        }
    }
}
