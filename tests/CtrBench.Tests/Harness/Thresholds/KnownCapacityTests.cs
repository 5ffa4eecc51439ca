using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Objectives;
using CtrBench.Harness.Simulation;
using CtrBench.Harness.Thresholds;
using CtrBench.Tests.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Thresholds;

/// <summary>
/// The answer contains the capacity where only the backlog binds: engines with random costs, whose capacity is the inverse of the cost of a
/// row. Three in each run; CTRBENCH_THRESHOLDS=20 is the whole check, with 5 seeds at the ends. The rate that was sent differs from the one
/// asked for by chance, some 0.3 % here: an end may miss the capacity by that.
/// </summary>
public sealed class KnownCapacityTests
{
    private static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_THRESHOLDS"), out var count) ? count : 3;

    [Fact]
    public void A_random_capacity_is_bracketed()
    {
        var found = Enumerable.Range(0, Count).AsParallel().AsOrdered().Select(Find).ToList();
        foreach (var (line, _) in found) TestContext.Current.TestOutputHelper!.WriteLine(line);
        Assert.All(found, one => Assert.True(one.Contains, one.Line));
    }

    private static (string Line, bool Contains) Find(int index)
    {
        var random = new SeededRandom((ulong)(9_000 + index));
        var rowUs = 5_000 * Math.Pow(8, random.NextDouble());
        var fixedMs = 20 + (200 * random.NextDouble());
        var continuous = index % 2 == 0;
        var profile = DrawnProfile.Of(continuous, rowUs, fixedMs, 0.02 * random.NextDouble());
        var search = new RateSearch(new SearchPlan(20, 10_000, 1.1, Count > 3 ? 5 : 1, 1));
        var slo = new Slo([], "");
        while (search.Next() is { Count: > 0 } probes)
            foreach (var probe in probes) search.Add(probe, Probe(profile, slo, probe));
        var (capacity, low, high) = (1e6 / rowUs, search.Low?.PerSecond, search.High?.PerSecond);
        return (FormattableString.Invariant($"{profile.Engine}: {capacity:0.0}/s in {low:0.0} .. {high:0.0}; {string.Join(", ", search.Binds)}"),
            low <= capacity * 1.005 && high >= capacity * 0.995 && search.Binds.SequenceEqual([ProbeJudge.KeepsUp]));
    }

    // As the program does: an undecided probe is repeated once, longer.
    private static ProbeVerdict Probe(CostProfile profile, Slo slo, RateProbe probe)
    {
        var verdict = Judge(1_200_000);
        return verdict is { State: ProbeState.Undecided, NeedsMs: { } needsMs and <= 7_200_000 } ? Judge((long)(needsMs / 10_000) * 10_000 + 10_000) : verdict;

        ProbeVerdict Judge(long trafficMs)
        {
            var workload = new Workload { EventsPerSecond = probe.PerSecond, DurationMs = trafficMs, Seed = (ulong)(probe.Seed + 1) };
            return ProbeJudge.Judge(slo, Analyzer.Analyze(SimulatedContents.Of(profile, workload, new CtrQuery(), (ulong)probe.Seed)));
        }
    }
}
