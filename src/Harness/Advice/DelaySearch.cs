using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Statistics;
using CtrBench.Windows.Events;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Advice;

/// <summary>The twins over arrived rows: late rows of every delay at once, latencies at one delay.</summary>
internal static class DelaySearch
{
    /// <summary>The engine starts this long before the first row, ms.</summary>
    private const long LeadMs = 2_000;

    /// <summary>The delay that each row would have needed under the rules of a twin with these costs.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="query">The query; its delay does not matter.</param>
    /// <param name="profile">Costs of the twin.</param>
    /// <param name="seed">Seed of the engine's own randomness.</param>
    public static NeededDelays Needed(ArrivedRows rows, CtrQuery query, CostProfile profile, ulong seed)
    {
        query = query with { WatermarkDelayMs = 0 };
        var needed = new NeededDelays(profile.Engine.Family, query, rows.Partitions, rows.Count);
        Run(rows, rows.Count, query, profile, seed, needed);
        return needed;
    }

    /// <summary>The run at one delay, over the first <paramref name="count"/> rows.</summary>
    public static DelayRun At(ArrivedRows rows, int count, CtrQuery query, CostProfile profile, ulong seed)
    {
        var latencies = new Latencies();
        var simulation = Run(rows, count, query, profile, seed, latencies);
        return latencies.Build(query.WatermarkDelayMs, simulation.Counters.LateRecords);
    }

    private static ISimulation Run(
        ArrivedRows rows, int count, CtrQuery query, CostProfile profile, ulong seed, ISimulationOutput output)
    {
        var startMs = rows.Count == 0 ? 0 : rows.ArrivalNs[0] / 1_000_000;
        var simulation = Simulations.Of(profile.Engine.Family, new SimulationInput
        {
            Query = query,
            Profile = profile,
            Schedule = rows.Schedule(count),
            PartitionOf = partition => partition,
            KeyOf = _ => 0,
            Partitions = rows.Partitions,
            EngineStartMs = startMs - LeadMs - (long)(seed % 1_000),
            Seed = seed,
            TicksApart = true,
        }, output);
        while (simulation.RunUntil(long.MaxValue / 4_000_000)) { }
        return simulation;
    }

    private sealed class Latencies : ISimulationOutput
    {
        private readonly List<double> _fromEndMs = [];
        private readonly List<double> _batchMs = [];

        public void Result(in WindowResult result, double appendMs, double arrivedMs) => _fromEndMs.Add(arrivedMs - result.WindowEndMs);

        public void Batch(MicroBatchReport report) => _batchMs.Add(report.DurationMs);

        public void Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs)
        {
        }

        public void Watermark(in WatermarkStep step)
        {
        }

        public DelayRun Build(long delayMs, long lateRows)
        {
            double? batchMs = _batchMs.Count > 0 ? Medians.Of(_batchMs) : null;
            if (_fromEndMs.Count == 0) return new DelayRun(delayMs, lateRows, 0, null, null, null, null, batchMs);
            double[] sorted = [.. _fromEndMs.Order()];
            return new DelayRun(delayMs, lateRows, sorted.Length, sorted.Average(),
                Percentiles.OfSorted(sorted, 50), Percentiles.OfSorted(sorted, 90), Percentiles.OfSorted(sorted, 99), batchMs);
        }
    }
}

/// <summary>A twin's run at one watermark delay. Latencies are T1 - e: from the end of a window to the arrival of its result, ms.</summary>
/// <param name="DelayMs">The delay.</param>
/// <param name="LateRows">Rows that came too late.</param>
/// <param name="Windows">Windows that closed within the data.</param>
/// <param name="MeanMs">Mean; null without a closed window.</param>
/// <param name="P50Ms">Median.</param>
/// <param name="P90Ms">90th percentile.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="BatchMsP50">Median duration of a batch; null for continuous engines.</param>
internal readonly record struct DelayRun(
    long DelayMs, long LateRows, int Windows, double? MeanMs, double? P50Ms, double? P90Ms, double? P99Ms, double? BatchMsP50);
