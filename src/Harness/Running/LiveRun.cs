using CtrBench.Engines.Live;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>One live run: fresh topics, engine, producers, collectors, then the closing events, stop, and the folder is complete.</summary>
internal sealed class LiveRun(RunPlan plan, IStreamEngine engine, TimeProvider clock)
{
    private const string EventsTopic = "ad_events_topic";
    private const string ResultsTopic = "ctr_results_topic";

    /// <summary>From the engine's readiness to the first event, ms: every part is waiting when it is due.</summary>
    private const long LeadMs = 1_000;

    /// <summary>
    /// How long the engine may take to close the last windows after the last closing event, ms, beside its trigger interval.
    /// </summary>
    private const long SettleMs = 30_000;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it to its end. A cancelled or failed run leaves its folder marked as failed, with what was collected.</summary>
    /// <exception cref="UsageException">The plan is none for a live run.</exception>
    public async Task ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        RunnablePlan.ThrowUnlessRunnable(plan);
        using var folder = RunFolder.Create(plan.Folder);
        var traffic = TrafficSource.Open(plan.Workload with { StartMs = clock.NowMs() }, plan.Query, session.Error);
        folder.Start(Manifest(traffic));
        try
        {
            var started = clock.GetTimestamp();
            var report = await RunAsync(folder, traffic, session, progress, ct);
            var wallSeconds = clock.GetElapsedTime(started).TotalSeconds;
            folder.Complete(folder.Manifest with { Collector = report, WallSeconds = wallSeconds });
        }
        catch (Exception e)
        {
            RunFailure.Mark(folder, e, ct, "interrupted; what had been collected by then is in the folder");
            throw;
        }
    }

    private async Task<CollectorReport> RunAsync(
        RunFolder folder, TrafficSource traffic, VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        await using var transport = new InMemoryTransport(clock: clock);
        await transport.CreateTopicsAsync([new TopicSpec(EventsTopic, plan.Workload.Partitions), new TopicSpec(ResultsTopic, 1)], ct);
        var endpoints = new EngineEndpoints(transport, EventsTopic, ResultsTopic, clock);
        using var resultsFile = folder.WriteResults();
        using var progressFile = folder.WriteProgress();
        await using var collection = new LiveCollection(plan, endpoints, resultsFile, progressFile);
        await using var query = await engine.StartAsync(plan.Query, endpoints, ct);
        traffic = traffic.StartingAt(clock.NowMs() + LeadMs);
        folder.Start(Manifest(traffic));
        var sent = new SentStatistics(traffic.Schedules.Workload);
        using var stopProducing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var producing = ProduceAsync(transport, traffic, sent, stopProducing.Token);
        try
        {
            await WatchAsync(producing, query, collection, traffic, progress);
            var stored = (await producing).Sum(producer => producer.Sent);
            ct.ThrowIfCancellationRequested();
            if (!await SettleAsync(query, stored, collection, traffic, ct))
                await session.Error.WriteLineAsync(
                    $"the engine had not closed the last windows {SettleMs / 1000} s after the last event; the results lack them");
            await query.StopAsync(drain: false, ct);
        }
        catch
        {
            await stopProducing.CancelAsync();
            await KeepAsync(folder, producing, sent, query, collection);
            throw;
        }

        await WriteAsync(folder, producing, sent, query, collection);
        foreach (var fault in collection.Faults) await session.Error.WriteLineAsync(fault);
        return collection.Report;
    }

    private RunManifest Manifest(TrafficSource traffic) => ManifestOf.Starting(plan, traffic, RunMode.Live, "memory", profile: null);

    private Task<IReadOnlyList<ProducerResult>> ProduceAsync(
        ITransport transport, TrafficSource traffic, SentStatistics sent, CancellationToken ct)
    {
        var schedules = traffic.Schedules;
        var group = new ProducerGroup(transport, EventsTopic, schedules.Catalog, new AdEventFactory(schedules), clock);
        List<ProducerPlan> plans = [.. schedules.PerProducer().Select((s, i) => new ProducerPlan(AdEventFactory.ProducerName(i), s, sent))];
        plans.Add(new ProducerPlan(AdEventFactory.ClosingProducerId, schedules.Closing(plan.Query.WindowMs)));
        return group.RunAsync(plans, ct);
    }

    // Until the producers are done, which an interrupt makes them: progress lines, the bar, and an engine or a collector that fails ends
    // the run at once.
    private async Task WatchAsync(
        Task producing, IRunningQuery query, LiveCollection collection, TrafficSource traffic, IProgress<ProgressStep> progress)
    {
        var startMs = traffic.Schedules.Workload.StartMs;
        var totalMs = traffic.ClosingEndMs - startMs;
        while (!producing.IsCompleted)
        {
            var tick = Task.Delay(ProgressInterval, clock, CancellationToken.None);
            await Task.WhenAny(producing, query.Completion, collection.Reading, tick);
            await ThrowIfEndedAsync(query, collection);
            var now = query.Progress;
            collection.Take(now);
            var note = FormattableString.Invariant($"{now.RecordsRead:#,0} events read, {now.ResultsWritten:#,0} results");
            progress.Report(new ProgressStep(plan.RunId, Math.Clamp(clock.NowMs() - startMs, 0, totalMs), totalMs, note));
        }
    }

    // The run is settled when the engine has read every record that the producers have stored (the collector may not have seen the last
    // ones yet) and its watermark has closed the last traffic window.
    private async Task<bool> SettleAsync(
        IRunningQuery query, long stored, LiveCollection collection, TrafficSource traffic, CancellationToken ct)
    {
        var untilMs = clock.NowMs() + SettleMs + 2 * plan.Query.MicroBatch.TriggerIntervalMs;
        while (clock.NowMs() < untilMs)
        {
            await ThrowIfEndedAsync(query, collection);
            var now = query.Progress;
            collection.Take(now);
            if (now.RecordsRead >= stored && HasClosed(now, traffic.ClosingStartMs)) return true;
            await Task.Delay(SettleInterval, clock, ct);
        }

        return false;
    }

    private static async Task ThrowIfEndedAsync(IRunningQuery query, LiveCollection collection)
    {
        if (collection.Reading.IsCompleted) await collection.Reading;
        if (!query.Completion.IsCompleted) return;
        await query.Completion;
        throw new InvalidOperationException("The engine ended by itself before the run did.");
    }

    // A micro-batch evicts with the watermark that it was planned with; a continuous engine with the one that it has.
    private static bool HasClosed(QueryProgress progress, long closingStartMs) => progress.Batches is [.., var last]
        ? last.WatermarkMs >= closingStartMs
        : progress.WatermarkMs >= closingStartMs - 1;

    private static async Task KeepAsync(
        RunFolder folder, Task<IReadOnlyList<ProducerResult>> producing, SentStatistics sent,
        IRunningQuery query, LiveCollection collection)
    {
        try
        {
            await WriteAsync(folder, producing, sent, query, collection);
        }
        catch (RunFolderException)
        {
            // What ended the run is on its way to the user; a full disk keeps no more of it.
        }
    }

    private static async Task WriteAsync(
        RunFolder folder, Task<IReadOnlyList<ProducerResult>> producing, SentStatistics sent,
        IRunningQuery query, LiveCollection collection)
    {
        folder.WriteProducer(sent.Report(await ResultsOf(producing)));
        await collection.StopAsync();
        collection.Complete(folder, query.Progress);
    }

    private static async Task<IReadOnlyList<ProducerResult>> ResultsOf(Task<IReadOnlyList<ProducerResult>> producing)
    {
        try
        {
            return await producing;
        }
        catch (ProducerFailedException failed)
        {
            return failed.Results;
        }
    }
}
