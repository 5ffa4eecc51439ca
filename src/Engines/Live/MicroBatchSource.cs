using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// The micro-batch twin's schedule: at each trigger (S21) the end offsets are fetched, the processor plans a batch or none, and the batch's
/// records follow, partition by partition, then its end. With <paramref name="checkpoints"/>, a step before a batch's records lets its plan
/// be stored (S20); batches in <paramref name="begun"/> had begun when the run before ended, and come first, as they were.
/// </summary>
internal sealed class MicroBatchSource(
    CtrQuery query, MicroBatchProcessor processor, EventsInput input, QueryCounters counters, bool checkpoints,
    Queue<MicroBatchPlan> begun)
{
    // How often a batch that waits for records looks whether the offsets it waits for hold any, ms.
    private const long PositionPollMs = 20;

    private readonly long _intervalMs = query.MicroBatch.AvailableNow ? 0 : query.MicroBatch.TriggerIntervalMs;

    /// <summary>The steps of a run, to be enumerated once.</summary>
    public async IAsyncEnumerable<StreamStep> StepsAsync()
    {
        var nextMs = input.Clock.NowMs();
        while (await WaitForTriggerAsync(nextMs).ConfigureAwait(false))
        {
            var startedMs = input.Clock.NowMs();
            if (await input.EndOffsetsAsync().ConfigureAwait(false) is not { } latest) break;
            var again = begun.TryDequeue(out var before);
            var plan = again ? BeginAgain(before!, latest) : processor.TryBegin(latest, startedMs);
            if (plan is null)
            {
                counters.CountTrigger();
                if (query.MicroBatch.AvailableNow || input.IsDrained()) break;
                nextMs = TriggerClock.Next(startedMs, input.Clock.NowMs(), _intervalMs, ranBatch: false);
                continue;
            }

            if (checkpoints && !again) yield return new StreamStep(StepKind.Begin, Plan: plan);
            while (await ReadAsync(plan).ConfigureAwait(false) is { } records) yield return new StreamStep(StepKind.Records, records);
            // The broker may be away for long: then the batch stays begun.
            if (!input.HasReached(plan.End)) break;
            processor.EndBatch();
            yield return new StreamStep(StepKind.Scheduled, Offsets: plan.End);
            // Being asked for more means that the batch's results are stored, and its checkpoint is kept.
            counters.Count(processor.LastReport! with { StartedMs = startedMs, DurationMs = input.Clock.NowMsExact() - startedMs });
            nextMs = TriggerClock.Next(startedMs, input.Clock.NowMs(), _intervalMs, ranBatch: true);
        }

        if (input.IsDraining) yield return new StreamStep(StepKind.EndInput);
    }

    // False when the query ends before the trigger.
    private async ValueTask<bool> WaitForTriggerAsync(long dueMs)
    {
        while (!input.IsStopped && input.Clock.NowMs() < dueMs)
        {
            if (input.IsDrained() && !processor.WantsBatch && begun.Count == 0) return false;
            await input.WaitAsync(dueMs).ConfigureAwait(false);
        }

        return !input.IsStopped;
    }

    // The next records of a batch; null when it has all, or when the query is stopped while it waits for some.
    private async ValueTask<RecordBatch?> ReadAsync(MicroBatchPlan plan)
    {
        for (var p = 0; p < input.Partitions; p++)
        {
            while (!input.HasReached(p, plan.End[p]))
            {
                if (input.TryRead(p, plan.End[p]) is { } records) return records;
                if (input.HasReached(p, plan.End[p])) break;
                if (input.IsStopped) return null;
                await input.WaitForRecordsAsync(input.Clock.NowMs() + PositionPollMs, p).ConfigureAwait(false);
            }
        }

        return null;
    }

    private MicroBatchPlan BeginAgain(MicroBatchPlan begun, long[] latest)
    {
        var plan = processor.Begin(begun.End);
        var same = (plan.Id, plan.EvictionWatermarkMs, plan.LateWatermarkMs)
            == (begun.Id, begun.EvictionWatermarkMs, begun.LateWatermarkMs);
        var there = begun.End.Zip(latest, (end, last) => end <= last).All(holds => holds);
        if (same && there) return plan;
        var what = there ? "started with another watermark than its state gives now" : "started with more records than the topic contains";
        throw new CheckpointException(
            FormattableString.Invariant($"plan of batch {begun.Id}"), what,
            "The checkpoint folder belongs to another topic or was modified: choose another folder to start from the first record");
    }
}
