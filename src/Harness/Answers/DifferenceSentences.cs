using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Answers;

/// <summary>Which of two contenders answers sooner, and by how much: a sentence for each pair, over all traffics.</summary>
internal static class DifferenceSentences
{
    private const int MostPairs = 6;

    /// <summary>The sentences; none when nothing is compared.</summary>
    public static IEnumerable<AnswerSentence> Of(IReadOnlyList<Difference> differences)
    {
        var pairs = differences.GroupBy(difference => (difference.First, difference.Second)).ToList();
        foreach (var pair in pairs.Take(MostPairs)) yield return Of(pair.Key.First, pair.Key.Second, [.. pair]);
        if (pairs.Count > MostPairs)
        {
            yield return AnswerSentence.Of(
                AnswerKind.Difference, $"{AnswerText.Count(pairs.Count - MostPairs)} more "
                    + $"{(pairs.Count - MostPairs == 1 ? "pair is" : "pairs are")} in the table of differences.");
        }
    }

    private static AnswerSentence Of(string first, string second, Difference[] under)
    {
        List<string> clauses = [];
        foreach (var (verdict, sooner, later) in ((DifferenceVerdict, string, string)[])
            [(DifferenceVerdict.SecondSooner, second, first), (DifferenceVerdict.FirstSooner, first, second)])
        {
            Difference[] told = [.. under.Where(difference => difference.Verdict == verdict)];
            if (told.Length == 0) continue;
            string interval = told.Length == 1
                ? AnswerText.Interval(Positive(told[0].Interval!.Value))
                : $"(95 % intervals within {AnswerText.Range(told.SelectMany(Ends))})";
            clauses.Add($"{sooner} answers {AnswerText.Range(told.Select(d => Math.Abs(d.MeanMs!.Value)))} {interval} sooner than {later}"
                + $"{Where(told, under)}{Basis(told)}");
        }

        if (under.Where(difference => difference.Verdict == DifferenceVerdict.NoneTold).ToArray() is { Length: > 0 } none)
        {
            string interval = none.Length == 1
                ? $"(95 %: {AnswerText.Range(none[0].Interval!.Value.Low, none[0].Interval!.Value.High)})"
                : $"(95 % intervals within {AnswerText.Range(none.SelectMany(Both))})";
            clauses.Add($"no difference can be told between {first} and {second} {interval}{Where(none, under)}{Basis(none)}");
        }

        foreach (var unknown in under.Where(difference => difference.Verdict == DifferenceVerdict.Unknown).GroupBy(d => d.Unknown))
            clauses.Add(Unknown(first, second, unknown.Key!, [.. unknown], under));
        return new(AnswerKind.Difference, AnswerText.Begin(string.Join("; ", clauses)) + ".", [.. under.SelectMany(Figures)]);
    }

    private static string Unknown(string first, string second, string reason, Difference[] those, Difference[] all)
    {
        double[] means = [.. those.Select(difference => difference.MeanMs).OfType<double>()];
        string size = means.Length == 0
            ? "" : $"; their means differ by {AnswerText.Range(means.Select(Math.Abs))}, {Direction(means, first, second)}";
        return $"whether {first} or {second} answers sooner is unknown{Where(those, all)} ({reason}){size}";
    }

    private static string Direction(double[] means, string first, string second) =>
        means.All(ms => ms > 0) ? $"{second} being sooner"
        : means.All(ms => ms < 0) ? $"{first} being sooner" : "in either direction";

    private static string Where(Difference[] those, Difference[] all) => (those.Length, all.Length) switch
    {
        (_, 1) => $" under {all[0].Traffic}",
        _ when those.Length == all.Length => $"{Rate(all)} under each of {AnswerText.Count(all.Length)} kinds of traffic",
        (1, _) => $" under {those[0].Traffic}",
        _ => $" under {AnswerText.Count(those.Length)} of {AnswerText.Count(all.Length)} kinds of traffic",
    };

    private static string Rate(Difference[] all) =>
        all.Select(difference => difference.Rate).Distinct().ToArray() is [{ Length: > 0 } only] ? $" at {only}" : "";

    private static string Basis(Difference[] those)
    {
        string basis = AnswerText.List(those.Select(difference => difference.Basis).Distinct(StringComparer.Ordinal));
        return $", paired over {basis}{(those.Length > 1 ? " each" : "")}";
    }

    private static IEnumerable<double> Ends(Difference told)
    {
        Interval interval = Positive(told.Interval!.Value);
        return [interval.Low, interval.High];
    }

    private static double[] Both(Difference difference) => [difference.Interval!.Value.Low, difference.Interval!.Value.High];

    private static Interval Positive(Interval interval) => interval.High < 0 ? new(-interval.High, -interval.Low) : interval;

    private static IEnumerable<AnswerFigure> Figures(Difference difference)
    {
        string of = $"{difference.First} minus {difference.Second}, {difference.Traffic}";
        if (difference.MeanMs is { } mean) yield return new(of, "mean_ms", mean);
        if (difference.Interval is not { } interval) yield break;
        yield return new(of, "low_ms", interval.Low);
        yield return new(of, "high_ms", interval.High);
    }
}
