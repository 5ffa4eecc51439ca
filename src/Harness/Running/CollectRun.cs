using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>
/// Collects topics that others fill: for a time, until a number of results has arrived, or until interrupted, which is not an error.
/// Each of them leaves a complete folder that can be analyzed.
/// </summary>
internal sealed class CollectRun(CollectPlan plan, TimeProvider clock)
{
    private readonly ClockWatch _watch = new(clock);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="TransportException">The broker is not reached, or fails for good.</exception>
    /// <exception cref="UnknownTopicException">A topic does not exist.</exception>
    public async Task ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        using var life = RunLife.Create(plan.Folder, clock);
        // Folders that do not fit are found out now, not after an hour, and so is traffic that would not fit into memory.
        if (TrafficFacts.Read(plan.TrafficOf, plan.Query, TextWriter.Null) is { } sent) MemoryLimit.ThrowUnlessFits(sent, plan.Query);
        await using var topics = await RunTopics.AttachAsync(plan.Broker, writes: false, session, ct);
        await SayTimestampTypeAsync(topics.Broker!, session.Error);
        var from = await StartAsync(topics, ct);
        await life.RunAsync(
            ManifestOf.Attached(plan.Name ?? "collected", RunMode.Collected, plan.Engine, plan.Query, topics) with { Name = plan.Name },
            "interrupted before it had begun",
            () => CollectAsync(life.Folder, topics, from, session.Error, progress, ct), ct);
    }

    private async Task<RunManifest> CollectAsync(
        RunFolder folder, RunTopics topics, CollectionStart from, TextWriter error, IProgress<ProgressStep> progress,
        CancellationToken ct)
    {
        using var resultsFile = folder.WriteResults();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collection = await LiveCollection.OpenAsync(
            topics, plan.Engine, plan.Query, clock, resultsFile, ct, from, Hear);
        await using var transactions = new OpenTransactions(topics, plan.Query, error, clock);
        _watch.Look();
        await new ProgressLoop(clock, progress, plan.DurationMs).RunAsync(enough.Task, [collection.Reading], LookAsync, ct);
        await collection.StopAsync();
        await new TopicWatch(topics, error, clock).EndAsync();
        var firstWindowMs = collection.Complete(folder, from.FirstWindowMs) ?? 0;
        foreach (var fault in collection.Faults) await error.WriteLineAsync(fault);
        return Ended(folder, collection.Report with { OpenTransactions = transactions.Found }, firstWindowMs, error);

        async Task<ProgressStep> LookAsync(long elapsedMs)
        {
            await _watch.SayAsync(error);
            await transactions.LookAsync();
            if (collection.Reading.IsCompleted) await collection.Reading;
            var note = PluralText.Of(collection.Received, "result");
            return new ProgressStep("collect", elapsedMs, plan.DurationMs ?? 0, note);
        }

        void Hear(long results)
        {
            if (results >= plan.Results) enough.TrySetResult();
        }
    }

    private static async Task SayTimestampTypeAsync(BrokerEntry broker, TextWriter error)
    {
        foreach (var (topic, type) in new[]
        {
            (broker.EventsTopic, broker.EventsTimestampType), (broker.ResultsTopic, broker.ResultsTimestampType),
        })
        {
            if (type is null or KafkaAdmin.LogAppendTime) continue;
            await error.WriteLineAsync(
                $"topic '{topic}' has message.timestamp.type={type}: its records do not say when they were stored, and what depends on "
                + "it is not shown");
        }
    }

    private async Task<CollectionStart> StartAsync(RunTopics topics, CancellationToken ct)
    {
        var present = await topics.ResultsEndAsync(ct);
        if (!plan.FromNow) return new CollectionStart(present);
        return new CollectionStart(present)
        {
            Events = await topics.EventsEndAsync(ct),
            Results = present,
            FirstWindowMs = clock.NowMs(),
        };
    }

    // Whose traffic it was is asked at the end, when producers that ran beside have written what they sent. Of somebody else's it is only
    // known that the first window may have begun before it.
    private RunManifest Ended(RunFolder folder, CollectorReport report, long firstWindowMs, TextWriter error)
    {
        var manifest = folder.Manifest with
        {
            StartMs = firstWindowMs,
            Collector = report with { ClockStepMs = _watch.LargestStepMs },
        };
        if (TrafficFacts.Read(plan.TrafficOf, plan.Query, error) is not { } traffic) return manifest;
        if (traffic.Producer is { } producer) folder.WriteProducer(producer);
        return manifest with
        {
            Workload = traffic.Workload,
            StartMs = traffic.StartMs,
            TrafficEndMs = traffic.TrafficEndMs,
            ClosingStartMs = traffic.ClosingStartMs,
        };
    }
}
