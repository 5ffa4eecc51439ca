using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Advice;

/// <summary>Advice in words.</summary>
internal static class AdviceText
{
    /// <summary>Of rows that do not say how late they came.</summary>
    public static readonly AdviceSentence LatenessUnknown = new(
        "No delay can be advised: the trace does not say how late rows come.",
        "Its rows have no arrival times and are in order of time, or in the reverse order, as if sorted. Take one in the order in which "
        + "the rows arrived, one with a column of arrival times, or a sample of the topic. What is below is what rows in this order need.");

    /// <summary>The sentences of an engine's advice.</summary>
    public static Func<IGrouping<EngineId, EngineAdvice>, AdviceSentence> Of(AdviceResult result) => group =>
    {
        var best = group.FirstOrDefault(a => a.Recommended) ?? group.First();
        return best.Recommended ? Recommended(result, best) : Without(result, best);
    };

    /// <summary>How the promise did.</summary>
    public static string Of(Promise promise) => promise switch
    {
        Promise.Kept => "kept",
        Promise.Broken => "broken",
        Promise.Untested => "not tested",
        _ => "none",
    };

    /// <summary>The engine's name as in its documentation.</summary>
    public static string Name(EngineId engine) => AnswerText.Begin(engine.Name);

    /// <summary>The engine with its trigger, as a label.</summary>
    public static string Label(EngineAdvice advice) => advice.TriggerMs switch
    {
        null => advice.Engine.Name,
        0 => $"{advice.Engine.Name}, batch after batch",
        { } ms => $"{advice.Engine.Name}, trigger {AnswerText.Setting(ms)}",
    };

    /// <summary>The share of rows lost.</summary>
    public static string Lost(Loss loss) => loss.Completeness is { } share ? AnswerText.Percent(1 - share) : "no rows";

    private static AdviceSentence Recommended(AdviceResult result, EngineAdvice advice)
    {
        var trigger = advice.TriggerMs switch
        {
            null => "",
            0 => " and run batch after batch",
            { } ms => $" and a trigger each {AnswerText.Setting(ms)}",
        };
        var lead = $"{Name(advice.Engine)}: set a watermark delay of {AnswerText.Setting(advice.DelayMs!.Value)}{trigger}: "
            + (advice.Promise == Promise.Broken
                ? $"by the first two thirds of the data it keeps {AnswerText.Percent(result.Completeness)} of the rows, but of the rest it "
                    + "DID NOT"
                : $"it keeps {AnswerText.Percent(result.Completeness)} of the rows");
        lead += advice.Run is { MeanMs: { } mean, P90Ms: { } p90 }
            ? $". Results come {AnswerText.Duration(mean)} after a window's end (p90 {AnswerText.Duration(p90)}), predicted."
            : ". No window closed within the data, so the latency is unknown.";
        return new AdviceSentence(lead,
            $"Of the first two thirds of the data it loses {Lost(advice.First)} (95 % sure: at most "
            + $"{AnswerText.Percent(advice.First.LossUpperBound!.Value)} of such data); {Rest(result, advice)} "
            + $"{AnswerText.Percent(advice.First.WholeShare ?? 0)} of the windows lose nothing. Latency by cost profile "
            + $"{advice.Profile}." + LongTrigger(result, advice));
    }

    // A batch drops rows by the watermark of the batch before: that of a longer trigger is older, and forgives more.
    private static string LongTrigger(AdviceResult result, EngineAdvice advice)
    {
        var shorter = result.Engines.Where(a => a.Engine == advice.Engine && a.TriggerMs < advice.TriggerMs && a.DelayMs > advice.DelayMs)
            .MaxBy(a => a.DelayMs);
        if (shorter is null) return "";
        var trigger = shorter.TriggerMs == 0 ? "batch after batch" : $"a trigger each {AnswerText.Setting(shorter.TriggerMs!.Value)}";
        return $" The delay is this short because of the trigger: with {trigger} it must be {AnswerText.Setting(shorter.DelayMs!.Value)}, "
            + "so raise it before you shorten the trigger, and where a backlog is read in batches that follow each other.";
    }

    private static string Rest(AdviceResult result, EngineAdvice advice) => advice.Promise switch
    {
        Promise.Kept => $"of the rest, on which it was tested, {Lost(advice.Rest)}.",
        Promise.Broken => $"of the rest, on which it was tested, {Lost(advice.Rest)}. "
            + (advice.SmallestOfAllMs is { } all
                ? $"All data together need {AnswerText.Setting(DelayAdvice.RoundUp(all))}. "
                : "")
            + $"Lateness changes over time here: try again with at least {AnswerText.Count(2 * result.Rows)} rows, over "
            + $"{AnswerText.Duration(2.0 * result.SpanMs)}.",
        _ => "there are no rows after them to test it on.",
    };

    private static AdviceSentence Without(AdviceResult result, EngineAdvice advice)
    {
        var name = Name(advice.Engine);
        if (!advice.KeepsUp)
        {
            return new AdviceSentence(
                $"{name}: none of the triggers that were tried keeps up with these rows.",
                $"By cost profile {advice.Profile} a batch takes longer than its trigger. Try longer triggers.");
        }

        return new AdviceSentence(
            $"{name}: no delay can be promised to keep {AnswerText.Percent(result.Completeness)} of the rows: there are too few.",
            $"A promise needs {AnswerText.Count(LossCurve.RowsNeeded(1 - result.Completeness))} rows and {LossCurve.FewestBlocks} "
            + $"stretches of 4 windows; the first two thirds of the data have {AnswerText.Count(advice.First.Rows)} rows in "
            + $"{AnswerText.Count(advice.First.Windows)} windows. {Short(result, advice)} None of the rows here is late with a delay of "
            + $"{AnswerText.Setting(DelayAdvice.RoundUp(advice.LosslessMs))}.");
    }

    // What is short, and how much data would not be.
    private static string Short(AdviceResult result, EngineAdvice advice)
    {
        var (rows, blocks) = (LossCurve.RowsNeeded(1 - result.Completeness), advice.FirstBlocks);
        var rowsTimes = rows / (double)Math.Max(1, advice.First.Rows);
        // Whole stretches, of which short data have not one.
        var blocksMs = LossCurve.FewestBlocks * LossCurve.WindowsPerBlock * result.WindowMs / DelayAdvice.FirstPart;
        var blocksTimes = blocks < LossCurve.FewestBlocks ? Math.Max(blocksMs / Math.Max(1, result.SpanMs), 1.01) : 0;
        var times = Math.Max(rowsTimes, blocksTimes);
        if (times <= 1) return "";
        var what = (rowsTimes > 1, blocksTimes > 1) switch
        {
            (true, true) => "Both are short",
            (true, false) => $"The rows are short, by {AnswerText.Count(rows - advice.First.Rows)}",
            _ => $"The time is short: it has {AnswerText.Count(blocks)} of these stretches",
        };
        return $"{what}: take at least {AnswerText.Count((long)Math.Ceiling(times * result.Rows))} rows over "
            + $"{AnswerText.Duration(Math.Ceiling(times * result.SpanMs))}.";
    }
}
