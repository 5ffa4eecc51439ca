using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>
/// Collects topics that others fill: for a time, until so many results have come, or until interrupted, which is no error. All of it ends
/// in a complete folder that can be analyzed.
/// </summary>
internal sealed class CollectRun(CollectPlan plan, TimeProvider clock)
{
    private const long ProgressMs = 1_000;
    private readonly ClockWatch _watch = new(clock);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="TransportException">The broker is not reached, or fails for good.</exception>
    /// <exception cref="UnknownTopicException">A topic does not exist.</exception>
    public async Task ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        using var folder = RunFolder.Create(plan.Folder);
        // Folders that do not fit are found out now, not after an hour.
        TrafficFacts.Read(plan.TrafficOf, plan.Query, TextWriter.Null);
        await using var topics = await RunTopics.AttachAsync(plan.Broker, writes: false, session, ct);
        var from = await StartAsync(topics, ct);
        folder.Start(ManifestOf.Attached("collected", RunMode.Collected, plan.Engine, plan.Query, topics));
        try
        {
            var started = clock.GetTimestamp();
            using var resultsFile = folder.WriteResults();
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var collection = new LiveCollection(topics, plan.Engine, plan.Query, clock, resultsFile, from, Hear);
            await WaitAsync(collection, enough.Task, progress, ct);
            await collection.StopAsync();
            var firstWindowMs = collection.Complete(folder, from.FirstWindowMs) ?? 0;
            foreach (var fault in collection.Faults) await session.Error.WriteLineAsync(fault);
            Complete(folder, collection, firstWindowMs, session.Error, clock.GetElapsedTime(started).TotalSeconds);

            void Hear(long results)
            {
                if (results >= plan.Results) enough.TrySetResult();
            }
        }
        catch (Exception e)
        {
            RunFailure.Mark(folder, e, ct, "interrupted before it had begun");
            throw;
        }
    }

    private async Task<CollectionStart> StartAsync(RunTopics topics, CancellationToken ct)
    {
        var presentMs = clock.NowMs() + (topics.ClockCheck?.OffsetMs ?? 0);
        if (!plan.FromNow) return new CollectionStart(presentMs);
        return new CollectionStart(presentMs)
        {
            Events = await topics.EndOffsetsAsync(topics.EventsTopic, ct),
            Results = await topics.EndOffsetsAsync(topics.ResultsTopic, ct),
            FirstWindowMs = clock.NowMs(),
        };
    }

    private async Task WaitAsync(LiveCollection collection, Task enough, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var startMs = clock.NowMs();
        while (!ct.IsCancellationRequested && !enough.IsCompleted)
        {
            _watch.Look();
            var leftMs = plan.DurationMs is { } durationMs ? startMs + durationMs - clock.NowMs() : long.MaxValue;
            if (leftMs <= 0) break;
            var tick = Task.Delay(TimeSpan.FromMilliseconds(Math.Min(leftMs, ProgressMs)), clock, ct);
            await Task.WhenAny(collection.Reading, enough, tick);
            if (collection.Reading.IsCompleted) await collection.Reading;
            var note = FormattableString.Invariant($"{collection.Received:#,0} results");
            progress.Report(new ProgressStep("collect", clock.NowMs() - startMs, plan.DurationMs ?? 0, note));
        }
    }

    // Whose traffic it was is asked at the end, when producers that ran beside have written what they sent. Of somebody else's it is only
    // known that the first window may have begun before it.
    private void Complete(RunFolder folder, LiveCollection collection, long firstWindowMs, TextWriter error, double wallSeconds)
    {
        var manifest = folder.Manifest with
        {
            StartMs = firstWindowMs,
            Collector = collection.Report with { ClockStepMs = _watch.LargestStepMs },
            WallSeconds = wallSeconds,
        };
        if (TrafficFacts.Read(plan.TrafficOf, plan.Query, error) is { } traffic)
        {
            if (traffic.Producer is { } producer) folder.WriteProducer(producer);
            manifest = manifest with
            {
                Workload = traffic.Workload,
                StartMs = traffic.StartMs,
                TrafficEndMs = traffic.TrafficEndMs,
                ClosingStartMs = traffic.ClosingStartMs,
            };
        }

        folder.Complete(manifest);
    }
}
