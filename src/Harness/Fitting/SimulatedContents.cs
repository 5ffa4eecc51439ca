using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Fitting;

/// <summary>A simulated run in memory, as the analysis reads one from a folder. Its windows are not grouped.</summary>
internal sealed class SimulatedContents : ISimulationOutput
{
    private const long LeadMs = 2_000;
    private readonly List<ResultRow> _results = [];
    private readonly List<ProgressEntry> _progress = [];
    private readonly RateSeriesBuilder _rate;
    private readonly Oracle _oracle;
    private long _traffic;
    private long _closing;

    private SimulatedContents(Workload workload, CtrQuery query)
    {
        _rate = new RateSeriesBuilder(workload.StartMs);
        _oracle = new Oracle(query, workload.Partitions, new KeyTable());
    }

    /// <summary>Simulates a run.</summary>
    /// <param name="profile">The costs; they say which engine.</param>
    /// <param name="workload">The traffic; its start is the run's.</param>
    /// <param name="query">The query of the engine.</param>
    /// <param name="seed">The engine's own random numbers.</param>
    /// <param name="phaseMs">How much earlier the engine starts, which moves its ticks or back-to-back batches against the windows.</param>
    /// <param name="trace">The trace of the workload, if it replays one.</param>
    /// <param name="judgedBy">The query of the oracle and the manifest, if it is not the engine's.</param>
    public static RunContents Of(
        CostProfile profile, Workload workload, CtrQuery query, ulong seed, long phaseMs = 0, Trace? trace = null,
        CtrQuery? judgedBy = null)
    {
        query = query with { GroupBy = GroupField.None };
        var judged = (judgedBy ?? query) with { GroupBy = GroupField.None };
        var schedules = EventSchedules.Create(workload, judged.WatermarkDelayMs, trace);
        var output = new SimulatedContents(workload, judged);
        var input = new SimulationInput
        {
            Query = query,
            Profile = profile,
            Schedule = schedules.MergedWithClosing(query.WindowMs, query.SlideMs),
            PartitionOf = schedules.Catalog.PartitionOf,
            KeyOf = _ => 0,
            Partitions = workload.Partitions,
            EngineStartMs = workload.StartMs - LeadMs - phaseMs,
            Seed = seed,
        };
        var simulation = Simulations.Of(profile.Engine.Family, input, output);
        for (var nowMs = workload.StartMs; ; nowMs += Math.Max(1_000, workload.DurationMs / 2_000))
        {
            var more = simulation.RunUntil(nowMs);
            output._progress.Add(ProgressEntry.Of(nowMs, simulation.Counters, simulation.ResultsWritten));
            if (!more) break;
        }

        return output.Contents(profile, schedules, workload, judged);
    }

    /// <inheritdoc/>
    public void Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs)
    {
        _oracle.Add(partition, sent.EventTimeMs, flags, sent.DueNs, keyId, appendMs, sent.DueNs);
        _rate.Add(sent);
        if (sent.Producer == ScheduledEvent.ClosingProducer) _closing++;
        else _traffic++;
    }

    /// <inheritdoc/>
    public void Result(in WindowResult result, double appendMs, double arrivedMs) =>
        _results.Add(ResultRow.Of(result, key: null, appendMs, arrivedMs));

    /// <inheritdoc/>
    public void Watermark(in WatermarkStep step)
    {
    }

    /// <inheritdoc/>
    public void Batch(MicroBatchReport report) =>
        _progress.Add(new ProgressEntry { AtMs = report.StartedMs + report.DurationMs, Batch = report });

    private RunContents Contents(CostProfile profile, EventSchedules schedules, Workload workload, CtrQuery query) => new()
    {
        Manifest = new RunManifest
        {
            RunId = "simulated",
            Mode = RunMode.Virtual,
            State = RunState.Complete,
            Engine = profile.Engine,
            Profile = profile.Name,
            Transport = "virtual",
            Workload = workload,
            Query = query,
            StartMs = workload.StartMs,
            TrafficEndMs = schedules.TrafficEndMs,
            ClosingStartMs = schedules.ClosingStartMs(query.WindowMs, query.SlideMs),
            Collector = _oracle.Report(),
        },
        Producer = new ProducerReport
        {
            Producers = [new ProducerEntry("producer-0", _traffic, _traffic, 0, 0, 0, 0, []),
                new ProducerEntry(AdEventFactory.ClosingProducerId, _closing, _closing, 0, 0, 0, 0, [])],
            Rate = _rate.Build(),
        },
        Expected = [.. _oracle.Windows()],
        Results = _results,
        Progress = _progress,
    };
}
