using CtrBench.Harness.RunModel;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Simulation;

/// <summary>
/// The micro-batch twin in virtual time: trigger clock (S21), offset fetch, batch durations of the profile. A round is one trigger.
/// It ends when the schedule is over and a trigger finds nothing to do.
/// </summary>
internal sealed class MicroBatchSimulation : ISimulation
{
    private const long NsPerMs = 1_000_000;
    private readonly SimulationInput _input;
    private readonly ISimulationOutput _output;
    private readonly SimulatedLog _log;
    private readonly MicroBatchProcessor _processor;
    private readonly SeededRandom _random;
    private long _startNs;

    /// <summary>A query that starts at the input's engine start.</summary>
    public MicroBatchSimulation(SimulationInput input, ISimulationOutput output)
    {
        (_input, _output, _random) = (input, output, new SeededRandom(input.Seed));
        _log = new SimulatedLog(input, output);
        _processor = new MicroBatchProcessor(input.Query, new long[input.Partitions]) { LateRows = input.LateRows };
        _startNs = input.EngineStartMs * NsPerMs;
    }

    /// <inheritdoc/>
    public ProcessorCounters Counters => _processor.Counters;

    /// <inheritdoc/>
    public long ResultsWritten { get; private set; }

    /// <inheritdoc/>
    public bool RunUntil(long untilMs)
    {
        while (_startNs < untilMs * NsPerMs)
        {
            if (!Trigger()) return false;
        }

        return true;
    }

    private bool Trigger()
    {
        var profile = _input.Profile;
        var fetchNs = _startNs + ToNs(profile.OffsetFetchMs) + ToNs(profile.OffsetFetchJitterMs * _random.NextExponential());
        _log.AppendUntil(fetchNs);
        var plan = _processor.TryBegin(_log.EndOffsets, _startNs / NsPerMs);
        if (plan is null)
        {
            if (_input.Query.MicroBatch.AvailableNow || !(_log.HasNext || HasPending())) return false;

            // An idle query has nothing to do before the next event: the polls in between are skipped, except with a minimum, whose delay
            // counts from the last poll that it allowed (S25).
            var beforeNs = _input.Query.MicroBatch.MinOffsetsPerTrigger is null
                ? _log.NextAppendNs - SkipMarginNs(profile) - ToNs(profile.OffsetFetchMs) : long.MinValue;
            do _startNs = SkipPolls(Next(_startNs, ranBatch: false), beforeNs);
            while (_startNs < beforeNs);
            return true;
        }

        var rows = Read(plan);
        _processor.EndBatch();
        var durationNs = Duration(rows);
        Emit(_startNs + (long)(durationNs * profile.ResultShare));
        _output.Batch(_processor.LastReport! with
        {
            StartedMs = _startNs / NsPerMs,
            DurationMs = durationNs / 1e6,
            PhasesMs = Phases(fetchNs),
        });
        if (_processor.Basis is { Partition: >= 0 } basis && basis.Step == plan.Id)
            _output.Watermark(new WatermarkStep(EpochMs.Of(_startNs + durationNs), _processor.Counters.WatermarkMs, basis));
        _startNs = Next(_startNs + durationNs, ranBatch: true);
        return true;
    }

    // A profile without an offset fetch represents a twin, which reports no phases.
    private SortedDictionary<string, long>? Phases(long fetchNs) => _input.Profile is { OffsetFetchMs: 0, OffsetFetchJitterMs: 0 }
        ? null
        : new() { [OffsetFetch.Phase] = (long)Math.Round((fetchNs - _startNs) / (double)NsPerMs) };

    // Rows delayed by a minimum.
    private bool HasPending()
    {
        for (var p = 0; p < _input.Partitions; p++)
            if (_log.Pending(p).Count > 0) return true;
        return false;
    }

    private long Read(MicroBatchPlan plan)
    {
        var rows = 0L;
        _processor.Output.Clear();
        for (var p = 0; p < _input.Partitions; p++)
        {
            var count = (int)(plan.End[p] - (plan.Start?[p] ?? 0));
            if (count == 0) continue;
            _processor.Process(_log.Pending(p).Dequeue(p, count));
            rows += count;
        }

        return rows;
    }

    private long Duration(long rows)
    {
        var profile = _input.Profile;
        var meanMs = profile.BatchFixedMs + profile.BatchRowUs * rows / 1000;
        return ToNs(meanMs * (1 - profile.BatchSpread + profile.BatchSpread * _random.NextExponential()));
    }

    private void Emit(long appendNs)
    {
        var appendMs = EpochMs.Of(appendNs);
        foreach (ref readonly var result in _processor.Output.Results)
        {
            _output.Result(result, appendMs, appendMs + _input.Profile.DeliverMs);
            ResultsWritten++;
        }
    }

    // The trigger clock counts whole ms; the fractions of a batch's end are kept when it runs back to back.
    private long Next(long endNs, bool ranBatch)
    {
        var settings = _input.Query.MicroBatch;
        var interval = settings.AvailableNow ? 0 : settings.TriggerIntervalMs;
        var readyNs = ranBatch ? endNs : endNs + TriggerClock.PollingDelayMs * NsPerMs;
        if (interval == 0) return readyNs;
        return Math.Max(readyNs, TriggerClock.Next(_startNs / NsPerMs, 0, interval, ranBatch: true) * NsPerMs);
    }

    // Polls before a moment, at once: a multiple of the interval is followed by the next one, and intervals that are not longer than the
    // polling delay by that.
    private long SkipPolls(long startNs, long beforeNs)
    {
        var intervalNs = _input.Query.MicroBatch.TriggerIntervalMs * NsPerMs;
        var stepNs = intervalNs > TriggerClock.PollingDelayMs * NsPerMs ? intervalNs : TriggerClock.PollingDelayMs * NsPerMs;
        if (startNs >= beforeNs || stepNs == intervalNs && startNs % intervalNs != 0) return startNs;
        return startNs + (beforeNs - 1 - startNs) / stepNs * stepNs;
    }

    private static long SkipMarginNs(CostProfile profile) => ToNs(profile.OffsetFetchJitterMs * 40);

    private static long ToNs(double ms) => (long)Math.Round(ms * 1e6);
}
