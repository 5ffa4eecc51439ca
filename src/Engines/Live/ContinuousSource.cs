using Akka.Streams;
using Akka.Streams.Stage;

namespace CtrBench.Engines.Live;

/// <summary>
/// The continuous twin's source: whatever records are there at once, partition after partition (F12), and a watermark tick at its
/// interval (F5). With checkpoints, a barrier at theirs, and one at the end.
/// </summary>
internal sealed class ContinuousSource(CtrQuery query, TwinInput input) : GraphStage<SourceShape<TwinStep>>
{
    /// <inheritdoc/>
    public override SourceShape<TwinStep> Shape { get; } = new(new Outlet<TwinStep>("continuous.out"));

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(Shape, input, query.Continuous.EmitIntervalMs, query.Delivery.CheckpointIntervalMs);

    private sealed class Logic : TwinSourceLogic
    {
        private readonly long _intervalMs;
        private readonly long _barrierIntervalMs;
        private readonly bool _barriers;
        private long _nextTickMs;
        private long _nextBarrierMs;
        private int _partition;

        public Logic(SourceShape<TwinStep> shape, TwinInput input, long intervalMs, long barrierIntervalMs)
            : base(shape, input)
        {
            (_intervalMs, _barrierIntervalMs, _barriers) = (intervalMs, barrierIntervalMs, input.KeepsCheckpoints);
            var nowMs = Clock.NowMs();
            _nextTickMs = intervalMs == 0 ? long.MaxValue : nowMs + intervalMs;
            _nextBarrierMs = _barriers && barrierIntervalMs > 0 ? nowMs + barrierIntervalMs : long.MaxValue;
        }

        protected override bool EndsWithBarrier => _barriers;

        protected override TwinStep? TryEmit()
        {
            if (StopNow || (Draining && IsDrained())) return End();
            var nowMs = Clock.NowMs();
            if (nowMs >= _nextTickMs)
            {
                _nextTickMs = nowMs + _intervalMs;
                return new TwinStep(StepKind.Advance, nowMs);
            }

            if (nowMs >= _nextBarrierMs)
            {
                _nextBarrierMs = nowMs + _barrierIntervalMs;
                return Barrier();
            }

            for (var tried = 0; tried < Partitions; tried++)
            {
                var partition = _partition;
                _partition = (_partition + 1) % Partitions;
                if (TryRead(partition) is { } records) return new TwinStep(StepKind.Records, nowMs, records);
            }

            WakeOnRecords();
            var wakeMs = Math.Min(_nextTickMs, _nextBarrierMs);
            return wakeMs == long.MaxValue || WakeAt(wakeMs) ? null : TryEmit();
        }
    }
}
