using CsCheck;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Simulation;
using CtrBench.Tests.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Fitting;

/// <summary>
/// A profile that is fitted to a run which was simulated with known costs, as if it had been measured, gives those costs back.
/// </summary>
public sealed class ProfileFitTests : IDisposable
{
    private static readonly CostProfile MicroBatch = CostProfile.Instant(EngineId.MicroBatch) with
    {
        IngestMs = 3,
        DeliverMs = 5,
        BatchFixedMs = 500,
        BatchRowUs = 3.8,
        BatchSpread = 0.1,
        ResultShare = 0.8,
        OffsetFetchMs = 2,
        OffsetFetchJitterMs = 2.5,
    };

    private readonly TemporaryFolder _temp = new();
    private int _runs;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_costs_of_a_micro_batch_run_are_found_again()
    {
        var profiles = Gen.Select(
            Gen.Double[50, 600], Gen.Double[0, 20], Gen.Double[0, 0.2], Gen.Double[0.3, 0.95], Gen.Double[1, 5], Gen.Double[0, 4],
            (fixedMs, rowUs, spread, share, fetchMs, jitterMs) => MicroBatch with
            {
                BatchFixedMs = fixedMs,
                BatchRowUs = rowUs,
                BatchSpread = spread,
                ResultShare = share,
                OffsetFetchMs = fetchMs,
                OffsetFetchJitterMs = jitterMs,
            });
        Gen.Select(profiles, Gen.Int[1, 1_000]).Sample((given, seed) =>
        {
            var workload = new Workload { EventsPerSecond = 500, DurationMs = 180_000, Seed = (ulong)seed };
            var found = Fit(workload, new CtrQuery(), given);
            var (meanMs, n) = (given.BatchFixedMs + given.BatchRowUs / 2, found.Batches!.Value);
            Assert.InRange(n, 180, 215);
            // Four standard errors of each figure; durations spread exponentially.
            var meanError = 4 * given.BatchSpread * meanMs / Math.Sqrt(n);
            Assert.Equal(meanMs, found.BatchFixedMs + found.BatchRowUs / 2, meanError + 0.5);
            Assert.Equal(given.BatchSpread, found.BatchSpread, 0.45 * given.BatchSpread + 0.01);
            Assert.Equal(given.ResultShare, found.ResultShare, 4 * given.BatchSpread / Math.Sqrt(15) + 0.01);
            Assert.Equal((given.IngestMs, given.DeliverMs), (Math.Round(found.IngestMs, 2), Math.Round(found.DeliverMs, 2)));
            Assert.Equal(given.OffsetFetchMs, found.OffsetFetchMs, 0.6 + given.OffsetFetchJitterMs / 20);
            Assert.Equal(given.OffsetFetchMs + given.OffsetFetchJitterMs, found.OffsetFetchMs + found.OffsetFetchJitterMs,
                0.55 + 4 * given.OffsetFetchJitterMs / Math.Sqrt(n));
            // Closing events make batches with few rows: rows vary by about 180, which is what the cost of one can be told from.
            if (!found.Assumed!.Contains("batch_row_us")) Assert.Equal(given.BatchRowUs, found.BatchRowUs, 4 * given.BatchSpread * meanMs / Math.Sqrt(n) / 0.15 + 0.5);
        }, iter: 8, threads: 1);
    }

    [Fact]
    public void The_emission_of_a_continuous_run_is_found_again()
    {
        var given = CostProfile.Instant(EngineId.Continuous) with { IngestMs = 3, DeliverMs = 2, RowUs = 1.65, TickDriftMs = 0.5, EmitFixedMs = 30, EmitJitterMs = 40, NetworkBuffers = false };
        var workload = new Workload { EventsPerSecond = 100, DurationMs = 7_200_000 };
        var found = Fit(workload, new CtrQuery(), given);
        // 700 windows; the wait for the tick (200 ms) is uniform, so a window has a standard deviation of 70 ms.
        Assert.Equal(given.EmitFixedMs + given.EmitJitterMs, found.EmitFixedMs + found.EmitJitterMs, 4 * 70 / Math.Sqrt(700));
        Assert.Equal(given.EmitJitterMs, found.EmitJitterMs, 12.0);
        Assert.Equal((3, 2), (Math.Round(found.IngestMs, 2), Math.Round(found.DeliverMs, 2)));
        Assert.Equal(["row_us", "tick_drift_ms"], found.Assumed!);
        Assert.InRange(found.Windows!.Value, 690, 720);
    }

    [Fact]
    public void A_profile_names_engine_machine_and_load()
    {
        var found = Fit(new Workload { EventsPerSecond = 100, DurationMs = 120_000 }, new CtrQuery(), MicroBatch);
        Assert.Equal("in-process-fitted-microbatch-spp-1p-seed1", found.Name);
        Assert.StartsWith("microbatch in one process, ctrbench ", found.TakenOn);
        Assert.EndsWith("100 events/s by 1 on 2 partitions, trigger 1000 ms", found.TakenOn);
        Assert.Contains($"; {Environment.ProcessorCount} cores, ", found.TakenOn);
    }

    [Theory]
    [InlineData(60_000, 1_000, "3 windows measured; at least 5 are needed")]
    [InlineData(120_000, 30_000, "7 timed batches after the warm-up; at least 10 are needed")]
    public void A_run_that_says_too_little_has_a_note_and_no_file(long durationMs, long triggerMs, string reason)
    {
        var path = _temp.At("short");
        var query = new CtrQuery { MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs } };
        Directory.CreateDirectory(path);
        var metrics = SimulatedFolder.Write(path, new Workload { EventsPerSecond = 100, DurationMs = durationMs }, query, MicroBatch, asLive: true);
        Assert.Contains(metrics.Findings, finding => finding.Code == "no-profile" && finding.Text.Contains(reason, StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(path, "profile.json")));
        Assert.Null(metrics.FittedProfile);
    }

    [Fact]
    public void A_virtual_run_has_none_and_an_older_one_goes_when_the_run_carries_none_any_more()
    {
        var path = _temp.At("virtual");
        SimulatedFolder.Write(path, new Workload { EventsPerSecond = 100, DurationMs = 120_000 }, new CtrQuery(), MicroBatch);
        Assert.False(File.Exists(Path.Combine(path, "profile.json")));

        var live = _temp.At("live");
        SimulatedFolder.Write(live, new Workload { EventsPerSecond = 100, DurationMs = 120_000 }, new CtrQuery(), MicroBatch, asLive: true);
        Assert.True(File.Exists(Path.Combine(live, "profile.json")));
        var results = Path.Combine(live, "results.csv");
        File.WriteAllLines(results, File.ReadAllLines(results).Where((_, line) => line != 5));
        Assert.Contains(AnalyzeRun.In(live).Findings, finding => finding.Code == "no-profile");
        Assert.False(File.Exists(Path.Combine(live, "profile.json")));
    }

    private CostProfile Fit(Workload workload, CtrQuery query, CostProfile given)
    {
        var path = _temp.At($"run{_runs++}");
        SimulatedFolder.Write(path, workload, query, given, asLive: true);
        return SimulatedFolder.ProfileIn(path);
    }
}
