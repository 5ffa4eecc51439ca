using Akka.Streams;
using Akka.Streams.Stage;

namespace CtrBench.Engines.Live;

/// <summary>
/// The continuous twin's source: whatever records are there at once, partition after partition (F12), and a watermark tick at its
/// interval (F5).
/// </summary>
internal sealed class ContinuousSource(CtrQuery query, TwinInput input) : GraphStage<SourceShape<TwinStep>>
{
    /// <inheritdoc/>
    public override SourceShape<TwinStep> Shape { get; } = new(new Outlet<TwinStep>("continuous.out"));

    /// <inheritdoc/>
    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) =>
        new Logic(Shape, input, query.Continuous.EmitIntervalMs);

    private sealed class Logic : TwinSourceLogic
    {
        private readonly long _intervalMs;
        private long _nextTickMs;
        private int _partition;

        public Logic(SourceShape<TwinStep> shape, TwinInput input, long intervalMs)
            : base(shape, input)
        {
            _intervalMs = intervalMs;
            _nextTickMs = intervalMs == 0 ? long.MaxValue : Clock.NowMs() + intervalMs;
        }

        protected override TwinStep? TryEmit()
        {
            if (StopNow || (Draining && IsDrained())) return End();
            var nowMs = Clock.NowMs();
            if (nowMs >= _nextTickMs)
            {
                _nextTickMs = nowMs + _intervalMs;
                return new TwinStep(StepKind.Advance, nowMs);
            }

            for (var tried = 0; tried < Partitions; tried++)
            {
                var partition = _partition;
                _partition = (_partition + 1) % Partitions;
                if (TryRead(partition, MaxRecords) is { } records) return new TwinStep(StepKind.Records, nowMs, records);
            }

            WakeOnRecords();
            return _nextTickMs == long.MaxValue || WakeAt(_nextTickMs) ? null : TryEmit();
        }
    }
}
