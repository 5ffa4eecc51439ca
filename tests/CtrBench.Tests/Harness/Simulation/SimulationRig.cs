using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Harness.Simulation;

/// <summary>Runs a simulation in memory and keeps T1 - e of every traffic window.</summary>
internal sealed class SimulationRig : ISimulationOutput
{
    private readonly List<(long EndMs, double T1Ms)> _results = [];

    /// <summary>Events appended, closing events included.</summary>
    public long Events { get; private set; }

    /// <summary>Micro-batches run.</summary>
    public List<MicroBatchReport> Batches { get; } = [];

    /// <summary>
    /// Runs <paramref name="workload"/> on an engine and returns T1 - e, ms, of the windows that were full of traffic, the first five left
    /// out.
    /// </summary>
    public IReadOnlyList<double> Run(EngineId engine, Workload workload, CtrQuery query, CostProfile profile)
    {
        var schedules = EventSchedules.Create(workload, query.WatermarkDelayMs);
        return Run(engine, schedules.MergedWithClosing(query.WindowMs), schedules.Catalog.PartitionOf, workload, query, profile);
    }

    /// <summary>The same with a schedule of the caller's.</summary>
    public IReadOnlyList<double> Run(
        EngineId engine, IEventSchedule schedule, Func<int, int> partitionOf, Workload workload, CtrQuery query, CostProfile profile)
    {
        var input = new SimulationInput
        {
            Query = query,
            Profile = profile,
            Schedule = schedule,
            PartitionOf = partitionOf,
            KeyOf = _ => 0,
            Partitions = workload.Partitions,
            EngineStartMs = workload.StartMs - 2_000,
            Seed = 7,
        };
        var simulation = Simulations.Of(engine.Family, input, this);
        simulation.RunUntil(long.MaxValue / 2_000_000);
        var (fromMs, toMs) = (workload.StartMs + 5 * query.WindowMs, workload.StartMs + workload.DurationMs - query.WatermarkDelayMs);
        return [.. _results.Where(r => r.EndMs > fromMs && r.EndMs <= toMs).Select(r => r.T1Ms - r.EndMs)];
    }

    /// <inheritdoc/>
    public void Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs) => Events++;

    /// <inheritdoc/>
    public void Result(in WindowResult result, double appendMs, double arrivedMs) => _results.Add((result.WindowEndMs, arrivedMs));

    /// <inheritdoc/>
    public void Watermark(in WatermarkStep step)
    {
    }

    /// <inheritdoc/>
    public void Batch(MicroBatchReport report) => Batches.Add(report);
}
