using Akka.Streams;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>The logic of <see cref="MicroBatchSource"/>: triggers, the batch under way, batches that had begun before a restart.</summary>
internal sealed class MicroBatchSourceLogic : TwinSourceLogic
{
    private readonly MicroBatchSettings _settings;
    private readonly MicroBatchProcessor _processor;
    private readonly Queue<MicroBatchPlan> _begun;
    private readonly TwinCounters _counters;
    private readonly bool _announces;
    private MicroBatchPlan? _plan;
    private long _startedMs;
    private long _nextMs;
    private bool _triggered;
    private bool _batchEnding;

    /// <summary>The logic of a source over <paramref name="input"/>.</summary>
    public MicroBatchSourceLogic(
        SourceShape<TwinStep> shape, TwinInput input, MicroBatchSettings settings, MicroBatchProcessor processor,
        Queue<MicroBatchPlan> begun)
        : base(shape, input)
    {
        (_settings, _processor, _begun, _counters) = (settings, processor, begun, input.Counters);
        _announces = input.KeepsCheckpoints;
        _nextMs = Clock.NowMs();
    }

    /// <inheritdoc/>
    protected override TwinStep? TryEmit()
    {
        // Demand after the element that ended a batch means that its results are stored.
        if (_batchEnding) Schedule(ranBatch: true);
        while (true)
        {
            if (_plan is { } plan) return Continue(plan);
            if (StopNow) return End();
            if (!_triggered && WakeAt(_nextMs)) return IsFinished() ? End() : null;
            if (!_triggered) (_triggered, _startedMs) = (true, Clock.NowMs());
            if (LatestOffsets() is not { } latest) return null;
            var again = _begun.TryDequeue(out var begun);
            _plan = again ? Again(begun!, latest) : _processor.TryBegin(latest, _startedMs);
            if (_plan is not null && _announces && !again)
                return new TwinStep(StepKind.Begin, _startedMs, Plan: _plan, StartedMs: _startedMs);
            if (_plan is not null) continue;
            Schedule(ranBatch: false);
            _counters.CountTrigger();
            if (_settings.AvailableNow || (Draining && IsDrained())) return End();
        }
    }

    private bool IsFinished() => Draining && IsDrained() && !_processor.WantsBatch && _begun.Count == 0;

    private TwinStep? Continue(MicroBatchPlan plan)
    {
        for (var p = 0; p < Partitions; p++)
        {
            while (Position(p, plan.End[p]) < plan.End[p])
            {
                if (TryRead(p, plan.End[p]) is { } records) return new TwinStep(StepKind.Records, _startedMs, records);
                if (Position(p, plan.End[p]) >= plan.End[p]) break;
                // The broker may be away for long: then the batch stays begun.
                if (StopNow) return End();
                if (WakeOnRecords(p)) return null;
            }
        }

        (_plan, _batchEnding) = (null, true);
        return new TwinStep(StepKind.Advance, _startedMs, Plan: plan, StartedMs: _startedMs);
    }

    private MicroBatchPlan Again(MicroBatchPlan begun, long[] latest)
    {
        var plan = _processor.Begin(begun.End);
        var same = (plan.Id, plan.EvictionWatermarkMs, plan.LateWatermarkMs)
            == (begun.Id, begun.EvictionWatermarkMs, begun.LateWatermarkMs);
        var there = begun.End.Zip(latest, (end, last) => end <= last).All(holds => holds);
        if (same && there) return plan;
        var what = there ? "had begun with another watermark than its state gives now" : "had begun with more records than the topic holds";
        throw new CheckpointException(
            FormattableString.Invariant($"plan of batch {begun.Id}"), what,
            "The checkpoint folder is of another topic or was changed: choose another folder to start from the first record");
    }

    private void Schedule(bool ranBatch)
    {
        var intervalMs = _settings.AvailableNow ? 0 : _settings.TriggerIntervalMs;
        _nextMs = TriggerClock.Next(_startedMs, Clock.NowMs(), intervalMs, ranBatch);
        (_triggered, _batchEnding) = (false, false);
    }
}
