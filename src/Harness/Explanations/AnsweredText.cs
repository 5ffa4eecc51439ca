using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Explanations;

/// <summary>Why a result came when it did, and what would have made it come earlier.</summary>
internal static class AnsweredText
{
    /// <summary>Both sentences.</summary>
    public static (string Why, string Change) Of(RunHistory run, WindowFacts window) =>
        (run.MicroBatch ? Batch(run, window) : Tick(run, window), Change(run, window));

    private static string Batch(RunHistory run, WindowFacts window)
    {
        if (run.ClosedBy(window) is not { } batch) return "No batch of the folder has a watermark past its end.";
        var clock = new ClockText(run.Manifest.StartMs);
        var text = $"Batch {batch.Id} closed it ({clock.Of(batch.StartedMs)}, {AnswerText.Duration(batch.DurationMs)}): the first one with "
            + $"a watermark at or past its end, {clock.Of(batch.WatermarkMs)}";
        if (run.StepTo(batch.WatermarkMs) is { Basis.Partition: >= 0 } step)
            text += $", set by a row of {clock.Of(batch.WatermarkMs + run.Manifest.Query.WatermarkDelayMs)} in partition "
                + $"{step.Basis.Partition} that batch {step.Basis.Step} read";
        var before = run.Batches.LastOrDefault(b => b.WatermarkMs > 0 && b.WatermarkMs < window.EndMs);
        return before is null ? text + "." : $"{text}; batch {before.Id} still had {clock.Of(before.WatermarkMs)}.";
    }

    private static string Tick(RunHistory run, WindowFacts window)
    {
        var clock = new ClockText(run.Manifest.StartMs);
        var i = run.FiredAt(window);
        if (i < 0)
        {
            return run.Steps.Count == 0
                ? "The folder has no watermarks of the engine, so it is not known which partition held them."
                : "No watermark reached its end: it was closed by the end of the input.";
        }

        var (fired, before) = (run.Steps[i], i > 0 ? run.Steps[i - 1] : default);
        var step = fired.Basis.Step > 0 ? $" ({StepName(run)} {fired.Basis.Step})" : "";
        var what = $"{clock.Of(fired.AtMs)}{step}, when the slowest partition that counts had a row of "
            + $"{clock.Of(fired.WatermarkMs + run.Manifest.Query.WatermarkDelayMs)}";
        if (fired.Basis.Partition < 0) what = $"{clock.Of(fired.AtMs)}{step}, when it rose to {clock.Of(fired.WatermarkMs)}";
        if (i == 0) return $"There was no watermark until {what}: that fired it.";
        return before.Basis.Partition >= 0
            ? $"Partition {before.Basis.Partition} held the watermark at {clock.Of(before.WatermarkMs)} until {what}: that fired it."
            : $"The watermark was at {clock.Of(before.WatermarkMs)} until {what}: that fired it.";
    }

    private static string Change(RunHistory run, WindowFacts window)
    {
        var query = run.Manifest.Query;
        var delayMs = query.WatermarkDelayMs;
        if (window.MoverMs is not { } moverMs)
            return $"Its delay is {AnswerText.Setting(delayMs)}; how much the rest is due to the data is not known from the folder.";
        var (totalMs, waitMs, restMs) = (
            window.ResultMs!.Value - window.EndMs, moverMs - window.EndMs - delayMs, window.ResultMs!.Value - moverMs);
        var parts = $"Of {AnswerText.Duration(totalMs)}, {AnswerText.Setting(delayMs)} are the watermark delay, "
            + $"{AnswerText.Duration(waitMs)} the wait for a row that far ahead"
            + (run.MicroBatch ? "" : " in every partition that counts")
            + $", {AnswerText.Duration(restMs)} the engine: ";
        if (run.MicroBatch)
        {
            var trigger = query.MicroBatch.TriggerIntervalMs;
            return parts + "a shorter delay answers by as much earlier"
                + (trigger > 0
                    ? $"; the trigger of {AnswerText.Setting(trigger)} is in the last part, two batches of it at the most."
                    : "; batches follow each other, so only faster batches shorten the last part.");
        }

        // A row that was there before it could be is from the future, and nothing to be behind of.
        var behindMs = moverMs - Math.Max(window.FirstMoverMs ?? moverMs, window.EndMs + delayMs);
        var idle = query.Continuous.IdleTimeoutMs;
        return parts + "a shorter delay answers by as much earlier"
            + (behindMs > Math.Max(1_000, query.Continuous.EmitIntervalMs)
                ? $"; the slowest partition was {AnswerText.Duration(behindMs)} behind the first: "
                    + (idle > 0
                        ? $"the idle timeout is {AnswerText.Setting(idle)}, and a shorter one lets go of a silent one sooner."
                        : "an idle timeout shorter than that lets go of it if it is silent; rows that it then brings are late.")
                : $"; ticks of {AnswerText.Setting(query.Continuous.EmitIntervalMs)} are in the last part.");
    }

    /// <summary>What a step of a continuous engine is.</summary>
    public static string StepName(RunHistory run) => run.MicroBatch ? "batch"
        : run.Manifest.Query.Continuous.EmitStrategy == EmitStrategy.OnEvent ? "row" : "tick";
}
