using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Answers;

/// <summary>What of a latency was asked for, what each contender adds to that, and whether it comes in steps.</summary>
internal static class LatencySentences
{
    private const string OverFloor = "t1_minus_floor";

    /// <summary>The sentences; none without a valid run.</summary>
    public static IEnumerable<AnswerSentence> Of(IReadOnlyList<Contender> contenders)
    {
        Contender[] shown = [.. contenders.Where(contender => contender.Valid.Any(run => run.Metrics.Latency.Count > 0))];
        if (shown.Length == 0) yield break;
        yield return Asked(shown);
        foreach (Contender contender in shown)
            if (Steps(contender) is { } steps) yield return steps;
    }

    private static AnswerSentence Asked(Contender[] contenders)
    {
        long[] delays = [.. contenders.Select(contender => contender.Manifest.Query.WatermarkDelayMs).Distinct().Order()];
        string whose = contenders.Length switch { 1 => "every answer", 2 => "both", _ => "all" };
        string asked = delays switch
        {
            [0] => "No delay was asked for",
            [var only] => $"{AnswerText.Setting(only)} of {whose} are the delay that was asked for",
            _ => $"{AnswerText.List(delays.Select(AnswerText.Setting))} are delays that were asked for",
        };
        var added = contenders.Select(contender => (contender.Name, Text: Added(contender))).ToList();
        string rest = added.All(contender => contender.Text is null)
            ? "what the engine adds to the floor is unknown"
            : $"over the floor {AnswerText.List(added.Select(one => $"{one.Name} adds {one.Text ?? "what is unknown"}"))}";
        return new(AnswerKind.Latency, $"{asked}; {rest}.",
        [
            .. contenders.Select(contender => new AnswerFigure(contender.Name, "delay_ms", contender.Manifest.Query.WatermarkDelayMs)),
            .. contenders.SelectMany(contender => Headlines(contender).Select(h => new AnswerFigure(
                $"{contender.Name}, {h.Traffic}", "mean_over_floor_ms", h.Latency.MeanMs))),
        ]);
    }

    // Of one traffic the mean with its interval; of several their range, since they are not one figure.
    private static string? Added(Contender contender)
    {
        var all = Headlines(contender).Select(headline => headline.Latency).ToList();
        return all switch
        {
            [] => null,
            [{ MeanLowMs: { } low, MeanHighMs: { } high } only] =>
                $"{AnswerText.Duration(only.MeanMs)} {AnswerText.Interval(new Interval(low, high))}",
            [var only] => $"{AnswerText.Duration(only.MeanMs)} (interval unknown)",
            _ => AnswerText.Range(all.Select(latency => latency.MeanMs)),
        };
    }

    private static IEnumerable<(string Traffic, HeadlineLatency Latency)> Headlines(Contender contender) =>
        from condition in contender.Conditions
        let runs = contender.Valid.Where(run => TrafficCondition.Of(run) == condition).Select(run => run.Metrics).ToList()
        where runs.Count > 0
        let latency = Headline.Of(runs).Latency.GetValueOrDefault(OverFloor)
        where latency is not null
        select (condition.Label, latency);

    private static AnswerSentence? Steps(Contender contender)
    {
        double[] windows = [.. contender.Valid.Where(run => run.Metrics.Latency.ContainsKey(OverFloor))
            .SelectMany(run => run.Metrics.Windows.OverFloorMs.Where((_, i) => run.Metrics.Windows.Measured[i])).Order()];
        if (TwoBranches.Of(windows) is not { } branches) return null;
        string text = $"{contender.Name} answers in two steps, {AnswerText.Duration(branches.HighP50Ms - branches.LowP50Ms)} apart: "
            + $"{AnswerText.Duration(branches.LowP50Ms)} over the floor for {AnswerText.Percent(Math.Round(branches.LowShare, 2))} of the "
            + "windows, "
            + $"{AnswerText.Duration(branches.HighP50Ms)} for the others.";
        return AnswerSentence.Of(AnswerKind.Steps, text,
            new AnswerFigure(contender.Name, "low_p50_ms", branches.LowP50Ms),
            new AnswerFigure(contender.Name, "low_share", branches.LowShare),
            new AnswerFigure(contender.Name, "high_p50_ms", branches.HighP50Ms),
            new AnswerFigure(contender.Name, "high_share", branches.HighShare));
    }
}
