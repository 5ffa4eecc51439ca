using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>
/// How long a run must be to show a small overload: engines of 2 ms a row, so a capacity of 500/s; batches have 0.5 s more and vary by 10 %.
/// docs/measurement.md has the table of CTRBENCH_CALIBRATION_SEEDS=4.
/// </summary>
public sealed class KeepingUpPowerTests
{
    private static readonly int Seeds =
        int.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_CALIBRATION_SEEDS"), out var seeds) ? seeds : 1;

    private static readonly CostProfile Batches = CostProfile.Instant(EngineId.MicroBatch) with
    {
        Name = "slow",
        IngestMs = 3,
        DeliverMs = 5,
        BatchFixedMs = 500,
        BatchRowUs = 2_000,
        BatchSpread = 0.1,
        ResultShare = 0.8,
        OffsetFetchMs = 2,
        OffsetFetchJitterMs = 2.5,
    };

    private static readonly CostProfile Events = CostProfile.Instant(EngineId.Continuous) with
    {
        Name = "slow",
        IngestMs = 3,
        DeliverMs = 2,
        RowUs = 2_000,
        TickDriftMs = 0.5,
        EmitFixedMs = 13,
    };

    [Theory]
    [InlineData("continuous", 505, 10, 0)]
    [InlineData("continuous", 505, 20, 1)]
    [InlineData("continuous", 510, 10, 1)]
    [InlineData("microbatch", 505, 60, 0)]
    [InlineData("microbatch", 510, 10, 0)]
    [InlineData("microbatch", 510, 60, 0)]
    [InlineData("microbatch", 510, 240, 0)]
    [InlineData("microbatch", 550, 10, 0)]
    [InlineData("microbatch", 550, 60, 1)]
    [InlineData("microbatch", 600, 10, 1)]
    public void An_overload_is_found_or_undecided(string engine, double perSecond, int minutes, int share)
    {
        if (minutes > 60 && Seeds < 10) Assert.Skip("hours of traffic: only with CTRBENCH_CALIBRATION_SEEDS=10 or more");
        var found = Judge(engine, perSecond, minutes);
        Assert.DoesNotContain(found, run => run.State == KeepingUpState.KeepsUp);
        Assert.InRange(found.Count(run => run.State == KeepingUpState.DoesNotKeepUp), share * found.Count, found.Count);
        Assert.All(found.Where(run => run.State == KeepingUpState.Undecided), run => Assert.True(run.NeedsMs > minutes * 60_000));
    }

    [Theory]
    [InlineData("continuous", 475, 20)]
    [InlineData("continuous", 490, 60)]
    [InlineData("continuous", 497, 60)]
    [InlineData("microbatch", 450, 60)]
    [InlineData("microbatch", 475, 60)]
    [InlineData("microbatch", 490, 60)]
    public void An_engine_near_its_capacity_is_not_accused(string engine, double perSecond, int minutes) =>
        Assert.DoesNotContain(Judge(engine, perSecond, minutes), run => run.State == KeepingUpState.DoesNotKeepUp);

    private static List<KeepingUpMetrics> Judge(string engine, double perSecond, int minutes)
    {
        var found = Enumerable.Range(1, Seeds).Select(seed =>
        {
            var workload = new Workload { EventsPerSecond = perSecond, DurationMs = minutes * 60_000L, Seed = (ulong)seed };
            var profile = engine == EngineId.MicroBatch.Name ? Batches : Events;
            return Analyzer.Analyze(SimulatedContents.Of(profile, workload, new CtrQuery(), (ulong)seed)).KeepingUp!;
        }).ToList();
        int Count(KeepingUpState state) => found.Count(run => run.State == state);
        var needs = found.Select(run => run.NeedsMs / 60_000).OfType<double>().Order().ToList();
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{engine} at {perSecond}/s for {minutes} min: {Count(KeepingUpState.DoesNotKeepUp)} found, {Count(KeepingUpState.Undecided)} ")
            + FormattableString.Invariant($"undecided, {Count(KeepingUpState.KeepsUp)} keep up, of {found.Count}; needs, min: ")
            + string.Join(" ", needs.Select(n => n.ToString("0", System.Globalization.CultureInfo.InvariantCulture))));
        return found;
    }
}
