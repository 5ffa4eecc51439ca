using CtrBench.Harness.Measurement;
using CtrBench.Harness.Running;
using CtrBench.Tests.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Statistics;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>
/// How often the intervals of simulated runs cover the mean over all seeds, and how often a run without a warm-up is cut. The few seeds of
/// every day find gross faults only; docs/measurement.md has the figures of CTRBENCH_COVERAGE_SEEDS=400.
/// </summary>
public sealed class CoverageTests : IDisposable
{
    private static readonly int Seeds =
        int.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_COVERAGE_SEEDS"), out var seeds) ? seeds : 20;

    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Intervals_of_simulated_runs_cover_and_nothing_is_cut()
    {
        var (microBatch, continuous) = (Runs(EngineId.MicroBatch), Runs(EngineId.Continuous));
        foreach (var runs in (List<RunMetrics>[])[microBatch, continuous])
        {
            Assert.All(runs, run => Assert.Equal(0, run.WarmUp.CutWindows));
            var latencies = runs.ConvertAll(run => run.Latency["t1_minus_floor"]);
            var name = runs[0].Engine.Name;
            Covered(name, latencies.ConvertAll(l => (l.MeanMs, new Interval(l.MeanLowMs!.Value, l.MeanHighMs!.Value))));
            Covered($"{name} p50", latencies.ConvertAll(l => (l.P50Ms!.Value, new Interval(l.P50LowMs!.Value, l.P50HighMs!.Value))));
            Covered($"{name} p90", latencies.ConvertAll(l => (l.P90Ms!.Value, new Interval(l.P90LowMs!.Value, l.P90HighMs!.Value))));
            Covered($"{name} over 5 seeds", OverFiveSeeds(latencies.ConvertAll(l => l.MeanMs)));
        }

        var differences = continuous.Zip(microBatch, (first, second) =>
            PairedDifference.Between(first.Windows, second.Windows, series => series.OverFloorMs)!).ToList();
        Covered("paired difference", [.. differences.Select(d => (d.MeanMs, d.Interval!.Value))]);
        Covered("paired difference over 5 seeds", OverFiveSeeds(differences.ConvertAll(d => d.MeanMs)));
    }

    private static List<(double MeanMs, Interval Interval)> OverFiveSeeds(List<double> meansMs) =>
        [.. meansMs.Chunk(5).Select(means => (means.Average(), Interval.Of(MeanIntervals.OverRepetitions(means))!.Value))];

    // Of a percentile the truth is the mean of the runs' percentiles.
    private static void Covered(string what, List<(double Ms, Interval Interval)> runs)
    {
        var truthMs = runs.Average(run => run.Ms);
        var covered = runs.Count(run => run.Interval.Low <= truthMs && truthMs <= run.Interval.High);
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {truthMs:0.0} ms, covered by {covered} of {runs.Count}");
        Assert.InRange((double)covered / runs.Count, runs.Count >= 100 ? 0.91 : 0.7, 1);
    }

    private List<RunMetrics> Runs(EngineId engine) =>
    [
        .. Enumerable.Range(1, Seeds).Select(seed => SimulatedFolder.Write(
            _temp.At($"{engine}-{seed}"), new Workload { EventsPerSecond = 100, DurationMs = 600_000, Seed = (ulong)seed }, new CtrQuery(),
            ProfileCatalog.Find(engine, null))),
    ];
}
