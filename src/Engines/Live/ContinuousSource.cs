using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// The continuous twin's schedule: whatever records are there at once, partition after partition (F12), and a watermark tick at its
/// interval (F5). With <paramref name="checkpoints"/>, a barrier at theirs, and one at the end.
/// </summary>
internal sealed class ContinuousSource(CtrQuery query, ContinuousProcessor processor, EventsInput input, bool checkpoints)
{
    private readonly long _tickMs = query.Continuous.EmitIntervalMs;
    private readonly long _barrierMs = checkpoints ? query.Delivery.CheckpointIntervalMs : 0;
    private int _partition;

    /// <summary>The steps of a run, to be enumerated once.</summary>
    public async IAsyncEnumerable<StreamStep> StepsAsync()
    {
        var nextTickMs = Next(input.Clock.NowMs(), _tickMs);
        var nextBarrierMs = Next(input.Clock.NowMs(), _barrierMs);
        while (!input.IsStopped && !input.IsDrained())
        {
            var nowMs = input.Clock.NowMs();
            if (nowMs >= nextTickMs)
            {
                nextTickMs = Next(nowMs, _tickMs);
                processor.Tick(nowMs);
                yield return new StreamStep(StepKind.Scheduled);
            }
            else if (nowMs >= nextBarrierMs)
            {
                nextBarrierMs = Next(nowMs, _barrierMs);
                yield return new StreamStep(StepKind.Barrier, Offsets: input.Positions());
            }
            else if (TryRead() is { } records) yield return new StreamStep(StepKind.Records, records);
            else await input.WaitForRecordsAsync(Math.Min(nextTickMs, nextBarrierMs)).ConfigureAwait(false);
        }

        // The barrier comes last, so that a query that was drained has its final watermark in it (F28).
        if (input.IsDraining) yield return new StreamStep(StepKind.EndInput);
        if (checkpoints) yield return new StreamStep(StepKind.Barrier, Offsets: input.Positions());
    }

    private static long Next(long nowMs, long intervalMs) => intervalMs == 0 ? Alarm.Never : nowMs + intervalMs;

    private RecordBatch? TryRead()
    {
        for (var tried = 0; tried < input.Partitions; tried++)
        {
            var partition = _partition;
            _partition = (_partition + 1) % input.Partitions;
            if (input.TryRead(partition) is { } records) return records;
        }

        return null;
    }
}
