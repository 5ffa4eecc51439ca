using CtrBench.Harness.Simulation;
using CtrBench.Tests.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>What L2 says of a saw-tooth against the saw-tooth of simulated runs.</summary>
public sealed class SawToothTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    // Trigger and window have a common divisor of 1 s: as many phases as seconds in the trigger, none of them on a tick.
    [InlineData(3_000, 20_500, 500, 0.1, 30_000.0, 1_000)]
    [InlineData(7_000, 20_500, 500, 0.1, 70_000.0, 3_000)]
    [InlineData(4_000, 20_500, 500, 0.1, 20_000.0, 1_000)]
    // One phase on the tick itself: both branches of it, and their chance is the larger part.
    [InlineData(4_000, 20_000, 500, 0.1, null, 2_000)]
    // A trigger that divides the window has one phase, and two branches by the offset fetch: half an interval.
    [InlineData(1_000, 20_000, 500, 0.1, null, 500)]
    [InlineData(5_000, 20_000, 500, 0.1, null, 2_500)]
    // Off the tick there is one branch, and no saw-tooth.
    [InlineData(5_000, 21_000, 500, 0.1, null, 1)]
    // Back to back: 0.45 of the batch, and a period only while durations hardly differ: 10 s modulo 1.9 s leaves 0.5 s, so 3.8 windows.
    [InlineData(0, 20_000, 1_900, 0.0, 40_000.0, 855)]
    [InlineData(0, 20_000, 500, 0.1, null, 225)]
    // Batches that overrun their trigger run back to back.
    [InlineData(1_000, 20_000, 1_900, 0.0, 40_000.0, 855)]
    public void The_measured_saw_tooth_is_the_laws(long triggerMs, long delayMs, double batchMs, double spread, double? periodMs, double amplitudeMs)
    {
        var profile = CostProfile.Instant(EngineId.MicroBatch) with
        {
            IngestMs = 3,
            DeliverMs = 5,
            BatchFixedMs = batchMs,
            BatchSpread = spread,
            ResultShare = 0.8,
            OffsetFetchMs = 2,
            OffsetFetchJitterMs = 2.5,
        };
        var query = new CtrQuery { WatermarkDelayMs = delayMs, MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs } };
        var metrics = SimulatedFolder.Write(
            _temp.At("run"), new Workload { EventsPerSecond = 1_000, DurationMs = 1_800_000 }, query, profile);
        var (measured, law) = (metrics.Oscillation!, metrics.SawTooth!);
        TestContext.Current.TestOutputHelper!.WriteLine($"measured {measured}, by L2 {law}");
        Assert.Equal((periodMs, periodMs), (measured.PeriodMs, law.PeriodMs));
        Assert.Equal(amplitudeMs, law.AmplitudeMs, 0.05 * amplitudeMs + 5);
        // The batch that emits is part of the latency too, with the spread of its own.
        // Batches of 1,900 ms without a spread meet window ends in 19 phases, 100 ms apart: a percentile is off by up to one of them.
        var stepMs = spread == 0 ? 100 / 2 : 0;
        Assert.Equal(law.AmplitudeMs, measured.AmplitudeMs, Math.Max(stepMs, 0.05 * amplitudeMs) + 3 * spread * batchMs);
    }

    [Fact]
    public void Three_minutes_are_enough_for_one_and_a_continuous_engine_has_none()
    {
        var query = new CtrQuery { WatermarkDelayMs = 20_500, MicroBatch = new MicroBatchSettings { TriggerIntervalMs = 3_000 } };
        var profile = CostProfile.Instant(EngineId.MicroBatch) with { BatchFixedMs = 500, ResultShare = 0.8, IngestMs = 3 };
        var short3 = SimulatedFolder.Write(_temp.At("short"), new Workload { EventsPerSecond = 1_000, DurationMs = 180_000 }, query, profile);
        Assert.Equal((30_000, 30_000), (short3.Oscillation!.PeriodMs, short3.SawTooth!.PeriodMs));
        var continuous = SimulatedFolder.Write(_temp.At("continuous"), new Workload { EventsPerSecond = 1_000, DurationMs = 180_000 }, new CtrQuery(), CostProfile.Instant(EngineId.Continuous));
        Assert.Null(continuous.SawTooth);
    }
}
