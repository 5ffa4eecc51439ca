using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Tests.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>
/// An overload is found, and a stationary run is never blamed: 20 random profiles of either twin at shares of their capacity, long enough
/// to show 2 %.
/// </summary>
public sealed class KeepingUpTests
{
    private const int Profiles = 20;

    [Theory]
    [InlineData("continuous", 0.9)]
    [InlineData("continuous", 1.02)]
    [InlineData("continuous", 1.05)]
    [InlineData("continuous", 1.2)]
    [InlineData("continuous", 2)]
    [InlineData("microbatch", 0.9)]
    [InlineData("microbatch", 1.02)]
    [InlineData("microbatch", 1.05)]
    [InlineData("microbatch", 1.2)]
    [InlineData("microbatch", 2)]
    public void Overload_of_random_profiles(string engine, double load)
    {
        var found = Enumerable.Range(0, Profiles).Select(index => Run(engine, load, index, TrafficKind.Spp)).ToList();
        Report(engine, load, found);
        if (load < 1) Assert.DoesNotContain(found, run => run.State == KeepingUpState.DoesNotKeepUp);
        else Assert.All(found, run => Assert.Equal(KeepingUpState.DoesNotKeepUp, run.State));
    }

    [Theory]
    [InlineData("continuous")]
    [InlineData("microbatch")]
    public void Bursts_of_a_stationary_mean_are_not_overload(string engine)
    {
        var found = Enumerable.Range(0, Profiles).Select(index => Run(engine, 0.9, index, TrafficKind.Mmpp)).ToList();
        Report(engine + ", MMPP", 0.9, found);
        Assert.DoesNotContain(found, run => run.State == KeepingUpState.DoesNotKeepUp);
    }

    [Fact]
    public void Results_of_one_moment_show_no_growth() =>
        Assert.Null(LagGrowth.Of([.. Enumerable.Range(0, 8).Select(i => new LagPoint(1_000, 100 * i, i))], 1_000, 1_000));

    [Theory]
    [InlineData(1, true)]
    [InlineData(0.1, false)]
    public void A_lag_that_an_outage_of_the_log_explains_is_no_overload(double shareOfLag, bool explains)
    {
        var (profile, workload, query) = Drawn("continuous", 2, 0, TrafficKind.Spp);
        var run = SimulatedContents.Of(profile, workload, query, 0);
        var overloaded = Analyzer.Analyze(run).KeepingUp!;
        Assert.Equal(KeepingUpState.DoesNotKeepUp, overloaded.State);
        var againMs = workload.StartMs + shareOfLag * overloaded.LastLagMs;
        var away = new LateSpan(workload.StartMs, againMs, againMs, 1, 1);
        var collector = run.Manifest.Collector! with { LateAppends = [away] };
        var expected = explains ? KeepingUpState.Undecided : KeepingUpState.DoesNotKeepUp;
        Assert.Equal(expected, Analyzer.Analyze(run with { Manifest = run.Manifest with { Collector = collector } }).KeepingUp!.State);
    }

    // Reading cost of a row and fixed cost of a batch are drawn; the traffic has about 200,000 events, and a micro-batch query some 100
    // batches or more, for 2 % are less than the spread of its durations.
    private static KeepingUpMetrics Run(string engine, double load, int index, TrafficKind traffic)
    {
        var (profile, workload, query) = Drawn(engine, load, index, traffic);
        return Analyzer.Analyze(SimulatedContents.Of(profile, workload, query, (ulong)index)).KeepingUp!;
    }

    private static (CostProfile Profile, Workload Workload, CtrQuery Query) Drawn(string engine, double load, int index, TrafficKind traffic)
    {
        var random = new SeededRandom((ulong)(1_000 + index));
        var rowUs = 500 * Math.Pow(20, random.NextDouble());
        var fixedMs = 20 + 200 * random.NextDouble();
        var spread = 0.02 * random.NextDouble();
        var perSecond = load * 1e6 / rowUs;
        var continuous = engine == EngineId.Continuous.Name;
        var seconds = continuous ? 200_000 / perSecond : Math.Max(120, load < 1.1 ? 9_000 * fixedMs / 1_000 : 1_500 * fixedMs / 1_000);
        var profile = DrawnProfile.Of(continuous, rowUs, fixedMs, spread);
        var workload = new Workload
        {
            EventsPerSecond = perSecond,
            DurationMs = (long)(Math.Max(90, seconds) * 1_000),
            Traffic = traffic,
            Seed = (ulong)(index + 1),
        };
        var query = new CtrQuery { MicroBatch = new MicroBatchSettings { TriggerIntervalMs = index % 2 == 0 ? 0 : 200 } };
        return (profile, workload, query);
    }

    private static void Report(string engine, double load, List<KeepingUpMetrics> found)
    {
        int Count(KeepingUpState state) => found.Count(run => run.State == state);
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{engine} at {load} of capacity: {Count(KeepingUpState.DoesNotKeepUp)} do not keep up, {Count(KeepingUpState.Undecided)} undecided, ")
            + FormattableString.Invariant($"{Count(KeepingUpState.KeepsUp)} keep up, of {found.Count}"));
    }

    [Fact]
    public void A_length_that_no_run_has_is_bounded()
    {
        // Six batches whose cost a row nobody knows: the error is a thousand times the capacity.
        var capacity = new Capacity(20, 20_000) { Batches = 6, LastMs = 5_000, FixedMs = 800 };
        Assert.Equal(36_500.0 * 86_400_000, capacity.MoreToFindMs(0.05, 20));
        Assert.Equal(36_500.0 * 86_400_000, capacity.MoreMs(0.01, 25));
    }
}
