using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Answers;

/// <summary>What each contender loses, over its valid runs: "nothing" only where every event of a closed window was counted.</summary>
internal static class LossSentences
{
    /// <summary>The sentences.</summary>
    public static IEnumerable<AnswerSentence> Of(IReadOnlyList<Contender> contenders)
    {
        Contender[] all = [.. contenders.Where(contender => contender.Valid.Any())];
        Contender[] none = [.. all.Where(contender => Losses(contender) is { Known: true, Late: 0, Malformed: 0, Open: 0 })];
        if (none.Length > 0)
        {
            string who = (none.Length, all.Length) switch
            {
                (1, 1) => "Nothing is lost",
                (2, 2) => "Both lose nothing",
                _ when none.Length == all.Length => $"All {AnswerText.Count(all.Length)} lose nothing",
                _ => AnswerText.Begin(AnswerText.List(none.Select(contender => contender.Name)))
                    + (none.Length == 1 ? " loses nothing" : " lose nothing"),
            };
            yield return new(AnswerKind.Loss, who + ".", [.. none.SelectMany(Figures)]);
        }

        foreach (Contender contender in all.Except(none)) yield return new(AnswerKind.Loss, Text(contender), [.. Figures(contender)]);
    }

    private static string Text(Contender contender)
    {
        Loss loss = Losses(contender);
        if (!loss.Known) return $"What {contender.Name} loses is unknown: no window was closed.";
        List<string> parts = [];
        double share = (double)loss.Late / Math.Max(1, loss.Counted + loss.Late);
        if (loss.Late > 0)
        {
            string all = AnswerText.Count(loss.Counted + loss.Late);
            parts.Add($"loses {AnswerText.Count(loss.Late)} of {all} {What(contender)} as late ({AnswerText.Percent(share)})");
        }

        if (loss.Malformed > 0) parts.Add($"could not read {PluralText.Of(loss.Malformed, "record")}");
        if (loss.Open > 0) parts.Add($"had not answered for {AnswerText.Count(loss.Open)} {What(contender)} when the run ended");
        return $"{AnswerText.Begin(contender.Name)} {AnswerText.List(parts)}.";
    }

    // In sliding windows an event counts once for each.
    private static string What(Contender contender) =>
        contender.Manifest.Query.SlideMs is null ? "events" : "events in their windows";

    private static IEnumerable<AnswerFigure> Figures(Contender contender)
    {
        Loss loss = Losses(contender);
        yield return new(contender.Name, "counted", loss.Counted);
        yield return new(contender.Name, "late", loss.Late);
        yield return new(contender.Name, "malformed", loss.Malformed);
        yield return new(contender.Name, "still_open", loss.Open);
    }

    private static Loss Losses(Contender contender)
    {
        CorrectnessMetrics[] runs = [.. contender.Valid.Select(run => run.Metrics.Correctness)];
        return new(runs.All(run => run.Completeness is not null), runs.Sum(run => run.Counted), runs.Sum(run => run.LateDropped),
            runs.Sum(run => run.Malformed), runs.Sum(run => run.StillOpen));
    }

    private readonly record struct Loss(bool Known, long Counted, long Late, long Malformed, long Open);
}
