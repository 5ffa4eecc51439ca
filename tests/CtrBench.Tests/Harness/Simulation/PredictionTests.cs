using CtrBench.Harness.Measurement;
using CtrBench.Harness.Running;
using CtrBench.Tests.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Simulation;

/// <summary>
/// A profile from one run of 3 minutes at a trigger of 1 s predicts other settings of the engine that made it. The engine is played by the
/// shipped profile of Spark in virtual time, with chance of its own in every run; both sides are 40 minutes long, so that what is left is the
/// profile's error.
/// </summary>
public sealed class PredictionTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(0, 1, 0.06)]
    [InlineData(0, 4, 0.06)]
    [InlineData(5_000, 1, 0.10)]
    [InlineData(5_000, 4, 0.10)]
    public void Mean_and_p90_of_other_settings_are_predicted(long triggerMs, int producers, double tolerance)
    {
        var spark = ProfileCatalog.Find(EngineId.MicroBatch, null);
        SimulatedFolder.Write(_temp.At("taken"), new Workload { EventsPerSecond = 500, DurationMs = 180_000 }, new CtrQuery(), spark, asLive: true);
        var query = new CtrQuery { MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs } };
        var workload = new Workload { EventsPerSecond = 200, DurationMs = 2_400_000, Producers = producers };
        var predicted = SimulatedFolder.Write(_temp.At("predicted"), workload, query, SimulatedFolder.ProfileIn(_temp.At("taken")));
        var measured = SimulatedFolder.Write(_temp.At("measured"), workload with { Seed = 2 }, query, spark);
        var (a, b) = (Beyond(predicted), Beyond(measured));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"trigger {triggerMs} ms, {producers} producers: T1 - e - D mean {a.Mean:0} / {b.Mean:0} ms, p90 {a.P90:0} / {b.P90:0} ms");
        Assert.InRange(a.Mean / b.Mean, 1 - tolerance, 1 + tolerance);
        Assert.InRange(a.P90 / b.P90, 1 - tolerance, 1 + tolerance);
    }

    private static (double Mean, double P90) Beyond(RunMetrics metrics)
    {
        var latency = metrics.Latency["t1_minus_e"];
        return (latency.MeanMs - 20_000, latency.P90Ms!.Value - 20_000);
    }
}
