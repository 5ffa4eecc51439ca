using CtrBench.Harness.Measurement;
using CtrBench.Harness.Running;
using CtrBench.Tests.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class TickWaitTests : IDisposable
{
    private const double TickMs = 200;
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(4, 4, 1_000)]
    [InlineData(4, 4, 20)]
    [InlineData(2, 4, 5)]
    [InlineData(4, 8, 100)]
    [InlineData(3, 8, 5_000)]
    public void Readers_with_ticks_of_their_own_wait_as_long_as_in_a_simulation_of_them(int readers, int partitions, double perSecond)
    {
        var random = new SeededRandom(3);
        double sum = 0;
        const int trials = 40_000;
        for (var trial = 0; trial < trials; trial++)
        {
            var movers = new double[readers];
            for (var p = 0; p < partitions; p++)
                movers[p % readers] = Math.Max(movers[p % readers], random.NextExponential() * 1_000 * partitions / perSecond);
            sum += movers.Max(mover => mover + TickMs * random.NextDouble()) - movers.Max();
        }
        Assert.Equal(sum / trials, TickWait.Independent(TickMs, readers, partitions, perSecond), 2.0);
    }

    [Fact]
    public void The_limits_are_half_a_tick_and_the_last_of_several()
    {
        Assert.Equal(100, TickWait.Independent(TickMs, 1, 4, 1_000));
        Assert.Equal(100, TickWait.Independent(TickMs, 4, 1, 1_000));
        Assert.Equal(100, TickWait.Independent(TickMs, 4, 4, 0.001), 1.0);
        Assert.Equal(160, TickWait.Independent(TickMs, 4, 4, 1e6), 0.5);
        Assert.Equal(160, TickWait.Independent(TickMs, 4, 8, 0));
        Assert.Equal(0, TickWait.Independent(0, 4, 4, 1_000));
    }

    // With the cadence of independent readers the mean overhead of four was -49 ms.
    [Theory]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(4, 8)]
    public void The_twins_mean_overhead_is_the_fixed_cost_of_its_profile_however_many_readers_it_has(int readers, int partitions)
    {
        var flink = ProfileCatalog.Find(EngineId.Continuous, null);
        var query = new CtrQuery { Continuous = new() { SourceParallelism = readers } };
        var runs = Enumerable.Range(1, 6).Select(seed => SimulatedFolder.Write(
            _temp.At($"{readers}-{partitions}-{seed}"),
            new Workload { EventsPerSecond = 200, DurationMs = 1_200_000, Partitions = partitions, Seed = (ulong)seed }, query, flink));
        var overheadMs = runs.Average(run => run.Decomposition!.OverheadMs);
        Assert.Equal(flink.EmitFixedMs + flink.EmitJitterMs + flink.DeliverMs, overheadMs, 10.0);
    }
}
