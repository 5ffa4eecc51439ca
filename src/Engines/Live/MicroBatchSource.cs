using Akka.Streams;
using Akka.Streams.Stage;
using CtrBench.Engines.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// The micro-batch twin's source: at each trigger (S21) the end offsets are fetched, the processor plans a batch or none, and the batch's
/// records follow, partition by partition, then one element that ends it. Downstream asks for the next element only when the results of a
/// batch are stored, so batches never overlap.
/// </summary>
internal sealed class MicroBatchSource(CtrQuery query, MicroBatchProcessor processor, TwinInput input, TwinCounters counters)
    : GraphStage<SourceShape<TwinStep>>
{
    /// <inheritdoc/>
    public override SourceShape<TwinStep> Shape { get; } = new(new Outlet<TwinStep>("microbatch.out"));

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(Shape, input, query.MicroBatch, processor, counters);

    private sealed class Logic : TwinSourceLogic
    {
        private readonly MicroBatchSettings _settings;
        private readonly MicroBatchProcessor _processor;
        private readonly TwinCounters _counters;
        private MicroBatchPlan? _plan;
        private long _startedMs;
        private long _nextMs;
        private bool _triggered;
        private bool _batchEnding;

        public Logic(
            SourceShape<TwinStep> shape, TwinInput input, MicroBatchSettings settings, MicroBatchProcessor processor, TwinCounters counters)
            : base(shape, input)
        {
            (_settings, _processor, _counters) = (settings, processor, counters);
            _nextMs = Clock.NowMs();
        }

        protected override TwinStep? TryEmit()
        {
            // Demand after the element that ended a batch means that its results are stored.
            if (_batchEnding) Schedule(ranBatch: true);
            while (true)
            {
                if (_plan is { } plan) return Continue(plan);
                if (StopNow) return End();
                if (!_triggered && WakeAt(_nextMs)) return Draining && IsDrained() && !_processor.WantsBatch ? End() : null;
                if (!_triggered) (_triggered, _startedMs) = (true, Clock.NowMs());
                if (LatestOffsets() is not { } latest) return null;
                _plan = _processor.TryBegin(latest, _startedMs);
                if (_plan is not null) continue;
                Schedule(ranBatch: false);
                _counters.CountTrigger();
                if (_settings.AvailableNow || (Draining && IsDrained())) return End();
            }
        }

        private TwinStep? Continue(MicroBatchPlan plan)
        {
            for (var p = 0; p < Partitions; p++)
            {
                if (Position(p) >= plan.End[p]) continue;
                var most = (int)Math.Min(MaxRecords, plan.End[p] - Position(p));
                if (TryRead(p, most) is { } records) return new TwinStep(StepKind.Records, _startedMs, records);
                WakeOnRecords();
                return null;
            }

            (_plan, _batchEnding) = (null, true);
            return new TwinStep(StepKind.Advance, _startedMs, Plan: plan, StartedMs: _startedMs);
        }

        private void Schedule(bool ranBatch)
        {
            var intervalMs = _settings.AvailableNow ? 0 : _settings.TriggerIntervalMs;
            _nextMs = TriggerClock.Next(_startedMs, Clock.NowMs(), intervalMs, ranBatch);
            (_triggered, _batchEnding) = (false, false);
        }
    }
}
