using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// A configuration over its repetitions: runs that differ in nothing but the seed, or in nothing at all. The interval is Student's t over
/// the means of the valid runs, which are independent; the windows of one run are not. With one run it is the run's own.
/// </summary>
/// <param name="Engine">The engine.</param>
/// <param name="Traffic">Traffic name.</param>
/// <param name="Producers">Number of producers.</param>
/// <param name="Runs">Repetitions.</param>
/// <param name="ValidRuns">Of these valid, on which all figures are based.</param>
/// <param name="Latency">By name, as in metrics.json; empty when no run is valid.</param>
/// <param name="Branches">The two branches that T1 - floor lies on, over the windows of all runs; null when it lies on one.</param>
/// <param name="Completeness">Counted / (counted + late) over all valid runs; null when no window was closed.</param>
internal sealed record Headline(
    EngineId Engine, string Traffic, int Producers, int Runs, int ValidRuns, IReadOnlyDictionary<string, HeadlineLatency> Latency,
    TwoBranches? Branches, double? Completeness)
{
    /// <summary>With fewer repetitions an interval over them is too wide to be a result.</summary>
    public const int FewestRuns = 5;

    /// <summary>What tells it from the other headlines of its engine: the settings that differ; null where none does.</summary>
    public string? Settings { get; init; }

    /// <summary>What the intervals are over.</summary>
    public string Basis => PluralText.Of(ValidRuns, "run");

    /// <summary>One headline for all runs that repeat each other, in order of first appearance.</summary>
    public static IReadOnlyList<Headline> OfAll(IEnumerable<(RunManifest Manifest, RunMetrics Metrics)> runs) =>
        [.. runs.GroupBy(run => RepetitionKey.Of(run.Manifest)).Select(group => Of([.. group.Select(run => run.Metrics)]))];

    /// <summary>The headline of one configuration.</summary>
    /// <param name="repetitions">At least one run.</param>
    public static Headline Of(IReadOnlyList<RunMetrics> repetitions)
    {
        List<RunMetrics> valid = [.. repetitions.Where(run => run.Valid)];
        var latency = new SortedDictionary<string, HeadlineLatency>(StringComparer.Ordinal);
        foreach (var name in valid.SelectMany(run => run.Latency.Keys).Distinct())
            latency[name] = Over([.. valid.Where(run => run.Latency.ContainsKey(name)).Select(run => run.Latency[name])]);
        double[] windows = [.. valid.SelectMany(OverFloor).Order()];
        var (counted, late) = (valid.Sum(run => run.Correctness.Counted), valid.Sum(run => run.Correctness.LateDropped));
        var first = repetitions[0];
        return new Headline(
            first.Engine, first.Traffic, first.Producers, repetitions.Count, valid.Count, latency, TwoBranches.Of(windows),
            counted + late == 0 ? null : (double)counted / (counted + late));
    }

    private static HeadlineLatency Over(IReadOnlyList<LatencySummary> runs)
    {
        double[] means = [.. runs.Select(run => run.MeanMs)];
        var interval = runs.Count == 1 ? (runs[0].MeanLowMs, runs[0].MeanHighMs) : Ends(MeanIntervals.OverRepetitions(means));
        double[] medians = [.. runs.Select(run => run.P50Ms).OfType<double>()];
        return new HeadlineLatency(means.Average(), interval.Item1, interval.Item2, medians.Length == 0 ? null : medians.Average());
    }

    private static (double?, double?) Ends((double Low, double High)? interval) => (interval?.Low, interval?.High);

    private static IEnumerable<double> OverFloor(RunMetrics run) =>
        run.Windows.OverFloorMs.Where((_, index) => run.Windows.Measured[index]);
}

/// <summary>One latency over the repetitions of a configuration, ms.</summary>
/// <param name="MeanMs">Mean of the runs' means.</param>
/// <param name="MeanLowMs">Lower end of its 95 % interval; null when unknown.</param>
/// <param name="MeanHighMs">Upper end.</param>
/// <param name="P50Ms">Mean of the runs' medians; null when no run has one.</param>
internal sealed record HeadlineLatency(double MeanMs, double? MeanLowMs, double? MeanHighMs, double? P50Ms);
