using CtrBench.Harness.Measurement;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Answers;

/// <summary>
/// How much later one contender answers than another under the same traffic: the difference of T1 - e, paired over seeds or repetitions,
/// or with one pair of runs by window.
/// </summary>
/// <param name="First">Name of the first contender.</param>
/// <param name="Second">Name of the second.</param>
/// <param name="Traffic">The traffic in words.</param>
/// <param name="Rate">Its rate; empty for a trace.</param>
/// <param name="NumbersAre">Whether they are predicted or measured.</param>
/// <param name="Pairs">The pairs of runs that it is over.</param>
/// <param name="MeanMs">Mean of first minus second, ms: above 0 the second answers sooner; null without latencies of both.</param>
/// <param name="Interval">Its 95 % interval; null where it is unknown.</param>
/// <param name="Basis">What the interval is over: 5 seeds, 57 windows of one run each.</param>
/// <param name="Unknown">Why there is no mean or no interval; null where there is one.</param>
internal sealed record Difference(
    string First, string Second, string Traffic, string Rate, string NumbersAre, IReadOnlyList<RunPair> Pairs, double? MeanMs,
    Interval? Interval, string Basis, string? Unknown)
{
    /// <summary>What it says.</summary>
    public DifferenceVerdict Verdict => (MeanMs, Interval) switch
    {
        (null, _) or (_, null) => DifferenceVerdict.Unknown,
        (_, { Low: > 0 }) => DifferenceVerdict.SecondSooner,
        (_, { High: < 0 }) => DifferenceVerdict.FirstSooner,
        _ => DifferenceVerdict.NoneTold,
    };

    /// <summary>
    /// The differences of every pair worth comparing: two engines with the same window and delay; an engine and the first of its other
    /// settings. Two contenders that differ in both are compared when there is no other pair.
    /// </summary>
    public static IReadOnlyList<Difference> Between(IReadOnlyList<Contender> contenders)
    {
        var all = contenders.SelectMany((first, i) => contenders.Skip(i + 1).Select(second => (First: first, Second: second))).ToList();
        var worth = all.Where(pair => pair.First.Engine == pair.Second.Engine
            ? contenders.First(c => c.Engine == pair.First.Engine) == pair.First
            : SameQuestion(pair.First, pair.Second)).ToList();
        return [.. (worth.Count > 0 ? worth : all).SelectMany(pair => pair.First.Conditions.Intersect(pair.Second.Conditions)
            .Select(condition => Under(condition, pair.First, pair.Second)))];
    }

    private static bool SameQuestion(Contender first, Contender second) =>
        first.Manifest.Query.WindowMs == second.Manifest.Query.WindowMs
        && first.Manifest.Query.SlideMs == second.Manifest.Query.SlideMs
        && first.Manifest.Query.WatermarkDelayMs == second.Manifest.Query.WatermarkDelayMs
        && first.Manifest.Query.GroupBy == second.Manifest.Query.GroupBy;

    private static Difference Under(TrafficCondition condition, Contender first, Contender second)
    {
        var (a, b) = (Runs(first), Runs(second));
        var of = new Difference(
            first.Name, second.Name, condition.Label, condition.Rate, NumbersOf(first, second), [], null, null, "", null);
        foreach (var (contender, runs) in ((Contender, ComparedRun[])[])[(first, a), (second, b)])
            if (runs.Length == 0) return of with { Unknown = $"{contender.Name} has no valid run with a latency under this traffic" };

        RunPair[] pairs = [.. RunPair.Of(a, b)];
        if (pairs.Length == 0)
        {
            return of with
            {
                MeanMs = a.Average(RunMeanMs) - b.Average(RunMeanMs),
                Unknown = "no two of their runs have the same seed, so they cannot be paired",
            };
        }

        of = of with { Pairs = pairs, MeanMs = pairs.Average(pair => pair.MeanMs) };
        if (pairs.Length == 1)
        {
            return of with
            {
                Interval = pairs[0].Interval,
                Basis = $"{PluralText.Of(pairs[0].Windows, "window")} of one seed",
                Unknown = pairs[0].Interval is null ? pairs[0].Unpaired ?? "too few windows for an interval" : null,
            };
        }

        int seeds = pairs.Select(pair => pair.Seed).Distinct().Count();
        return of with
        {
            Interval = Measurement.Interval.Of(MeanIntervals.OverRepetitions([.. pairs.Select(pair => pair.MeanMs)])),
            Basis = $"{AnswerText.Count(pairs.Length)} {(seeds == pairs.Length ? "seeds" : "repetitions")}",
        };

        ComparedRun[] Runs(Contender contender) => [.. contender.Valid
            .Where(run => TrafficCondition.Of(run) == condition && run.Metrics.Latency.ContainsKey(RunPair.Latency))];
    }

    private static string NumbersOf(Contender first, Contender second) => (first.IsPredicted, second.IsPredicted) switch
    {
        (true, true) => "predicted",
        (false, false) => "measured",
        _ => "predicted and measured",
    };

    private static double RunMeanMs(ComparedRun run) => run.Metrics.Latency[RunPair.Latency].MeanMs;
}

/// <summary>What a difference says.</summary>
internal enum DifferenceVerdict
{
    /// <summary>There is no interval.</summary>
    Unknown,

    /// <summary>The interval contains 0.</summary>
    NoneTold,

    /// <summary>The first contender answers sooner.</summary>
    FirstSooner,

    /// <summary>The second contender answers sooner.</summary>
    SecondSooner,
}
