using CtrBench.Harness.Answers;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Explanations;

/// <summary>Why a window is still open, and what would have closed it.</summary>
internal static class OpenText
{
    /// <summary>Both sentences.</summary>
    public static (string Why, string Change) Of(RunHistory run)
    {
        var clock = new ClockText(run.Manifest.StartMs);
        var delayMs = run.Manifest.Query.WatermarkDelayMs;
        int[] empty = [.. (run.Manifest.Collector?.FirstEventTimesMs ?? []).Index().Where(p => p.Item is null).Select(p => p.Index)];
        if (run.Steps is [.., var last]) return Last(run, last, clock, delayMs);
        if (run.MicroBatch)
        {
            return ("No batch with rows has ended, so there is no watermark.",
                "A batch with rows, and the one after it, which has the watermark of these rows.");
        }

        return empty.Length > 0
            ? ($"Partition{(empty.Length == 1 ? "" : "s")} {AnswerText.List(empty.Select(p => FormattableString.Invariant($"{p}")))} "
                + "had no row: the watermark is the smallest over all partitions, and there is none yet.",
                "An idle timeout (--idle-timeout; table.exec.source.idle-timeout) leaves silent partitions out.")
            : ("The engine had no watermark at the end of the run.", "Rows in every partition, and a tick after them.");
    }

    private static (string Why, string Change) Last(RunHistory run, in WatermarkStep last, ClockText clock, long delayMs)
    {
        var newest = clock.Of(last.WatermarkMs + delayMs);
        if (run.MicroBatch)
        {
            return ($"The last watermark is {clock.Of(last.WatermarkMs)}, from a row of {newest} in partition {last.Basis.Partition}; a "
                + "batch closes windows by the watermark of the batch before, "
                + $"{(run.LastBoundMs is { } ms ? clock.Of(ms) : "unknown")} in the last one.",
                $"A row at least {AnswerText.Setting(delayMs)} after its end, in any partition, and a batch after the one that reads it.");
        }

        var holds = last.Basis.Partition >= 0
            ? $"Partition {last.Basis.Partition} holds the watermark at {clock.Of(last.WatermarkMs)}: its newest row is of {newest}."
            : $"The last watermark is {clock.Of(last.WatermarkMs)}.";
        var timeoutMs = run.Manifest.Query.Continuous.IdleTimeoutMs;
        return (holds, $"A row at least {AnswerText.Setting(delayMs)} after its end in each partition"
            + (timeoutMs == 0 ? ", or an idle timeout (--idle-timeout; table.exec.source.idle-timeout), which leaves silent partitions out."
                : $"; partitions without rows for {AnswerText.Setting(timeoutMs)} do not count."));
    }
}
