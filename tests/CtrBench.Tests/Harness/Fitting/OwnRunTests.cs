using CtrBench.Harness.Analysis;
using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;
using CtrBench.Tests.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Fitting;

/// <summary>A fit is not moved by one outlier, and is checked against its own run before it is written.</summary>
public sealed class OwnRunTests : IDisposable
{
    private static readonly Workload Traffic = new() { EventsPerSecond = 500, DurationMs = 300_000 };
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("microbatch", 1_000)]
    [InlineData("microbatch", 0)]
    [InlineData("continuous", 0)]
    public void A_fit_reproduces_its_own_run(string engine, long triggerMs)
    {
        var query = new CtrQuery { MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs } };
        var profile = Fit(engine, query);
        TestContext.Current.TestOutputHelper!.WriteLine($"{engine}, trigger {triggerMs} ms: {profile.OwnRun}");
        Assert.False(profile.OwnRun!.Unfit, profile.OwnRun.ToString());
        Assert.NotNull(profile.OwnRun.MeanError);
        Assert.Null(ProfileCatalog.Caution(profile));
    }

    [Fact]
    public void One_late_mover_does_not_move_the_fit()
    {
        var without = Fit("microbatch", new CtrQuery());
        var path = _temp.At("outlier");
        SimulatedFolder.Write(path, Traffic, new CtrQuery(), ProfileCatalog.Find(EngineId.MicroBatch, null), asLive: true);
        var file = Path.Combine(path, "expected.jsonl");
        var windows = File.ReadAllLines(file).Select(line => System.Text.Json.JsonSerializer.Deserialize<ExpectedWindow>(line, RunJson.Line)!).ToList();
        var mover = windows[10].Any!.Value;
        windows[10] = windows[10] with { Any = mover with { AppendMs = mover.AppendMs + 239 } };
        File.WriteAllLines(file, windows.Select(window => System.Text.Json.JsonSerializer.Serialize(window, RunJson.Line)));
        AnalyzeRun.In(path);
        var with = SimulatedFolder.ProfileIn(path);
        Assert.Equal(without.IngestMs, with.IngestMs, 0.5);
        Assert.False(with.OwnRun!.Unfit, with.OwnRun.ToString());
    }

    [Fact]
    public void A_fit_that_does_not_reproduce_its_run_is_marked_and_warned_of()
    {
        // Results come a second and a half after the batch that makes them: no field of a profile says that.
        var path = _temp.At("slow-sink");
        SimulatedFolder.Write(path, Traffic, new CtrQuery(), ProfileCatalog.Find(EngineId.MicroBatch, null), asLive: true);
        using (var folder = RunFolder.Open(path))
        {
            var results = folder.ReadContents().Results.Select(row => row with { T1Ms = row.T1Ms + 1_500, AppendMs = row.AppendMs + 1_500 }).ToList();
            using var writer = folder.WriteResults();
            foreach (var row in results) writer.Write(row);
            writer.Complete();
        }

        var metrics = AnalyzeRun.In(path);
        var profile = SimulatedFolder.ProfileIn(path);
        Assert.True(profile.OwnRun!.Unfit);
        Assert.True(Math.Abs(profile.OwnRun.MeanError!.Value) > OwnRun.LargestError);
        Assert.NotNull(profile.OwnRun.Reason);
        Assert.Contains(metrics.Findings, finding => finding is { Code: "profile-unfit", Severity: Severity.Note });
        Assert.Contains("unfit for predictions", ProfileCatalog.Caution(profile));
        var predicted = SimulatedFolder.Write(_temp.At("predicted"), Traffic, new CtrQuery(), profile);
        Assert.Contains(predicted.Findings, finding => finding is { Code: "unfit-profile", Severity: Severity.Warning });
    }

    [Fact]
    public void What_one_outlier_does_to_a_mean_is_bounded()
    {
        double[] values = [3, 3.1, 2.9, 3.2, 2.8, 3, 3.1, 3, 2.9, 3];
        var mean = Outliers.Mean(values);
        foreach (var outlier in (double[])[239, 1e6, -1e6]) Assert.Equal(mean, Outliers.Mean([.. values, outlier]), 0.4);
    }

    private CostProfile Fit(string engine, CtrQuery query)
    {
        var path = _temp.At("fit" + engine + query.MicroBatch.TriggerIntervalMs);
        SimulatedFolder.Write(path, Traffic, query, ProfileCatalog.Find(EngineId.Find(engine)!, null), asLive: true);
        return SimulatedFolder.ProfileIn(path);
    }
}
