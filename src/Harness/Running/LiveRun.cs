using CtrBench.Engines.Emulation;
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

    /// <summary>How long the engine may take to close the last windows after the last closing event, ms, beside its trigger
    /// interval.</summary>
    private const long SettleMs = 30_000;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    /// <summary>Runs it to its end. A cancelled or failed run leaves its folder marked as failed, with what was collected.</summary>
    public async Task ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        using var folder = RunFolder.Create(plan.Folder);
        var startMs = NowMs() + LeadMs + 500;
        var traffic = TrafficSource.Open(plan.Workload with { StartMs = startMs }, plan.Query, session.Error);
        var manifest = ManifestOf.Starting(plan, traffic, RunMode.Live, "memory", profile: null);
        folder.Start(manifest);
        try
        {
            var started = clock.GetTimestamp();
            var report = await RunAsync(folder, traffic, session, progress, ct);
            folder.Complete(manifest with { Collector = report, WallSeconds = clock.GetElapsedTime(started).TotalSeconds });
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            folder.Fail("interrupted; what had been collected by then is in the folder");
            throw;
        }
        catch (Exception e)
        {
            RunFailure.Mark(folder, e);
            throw;
        }
    }

    private async Task<CollectorReport> RunAsync(
        RunFolder folder, TrafficSource traffic, VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var workload = traffic.Schedules.Workload;
        var kind = plan.Engine == EngineCatalog.MicroBatch ? TwinKind.MicroBatch : TwinKind.Continuous;
        await using var transport = new InMemoryTransport(clock: clock);
        await transport.CreateTopicsAsync([new TopicSpec(EventsTopic, workload.Partitions), new TopicSpec(ResultsTopic, 1)], ct);
        await using var events = new EventsCollector(transport, EventsTopic, workload.Partitions, plan.Query,
            TwinParseProfile.Of(kind, plan.Query));
        using var resultsFile = folder.WriteResults();
        await using var results = new ResultsCollector(transport, ResultsTopic, clock, resultsFile);
        using var progressFile = folder.WriteProgress();
        var recorder = new ProgressRecorder(progressFile, clock);
        using var stopCollecting = new CancellationTokenSource();
        await using var query = await engine.StartAsync(plan.Query, new EngineEndpoints(transport, EventsTopic, ResultsTopic, clock), ct);
        var collecting = Task.WhenAll(Task.Run(() => events.RunAsync(stopCollecting.Token), ct),
            Task.Run(() => results.RunAsync(stopCollecting.Token), ct));
        var sent = new SentStatistics(workload);
        var settled = false;
        try
        {
            var producing = Produce(transport, traffic, sent, ct);
            await Watch(producing, query, traffic, recorder, progress, ct);
            folder.WriteProducer(sent.Report(await producing));
            ct.ThrowIfCancellationRequested();
            settled = await Settle(query, events, traffic, recorder, ct);
            await query.StopAsync(drain: false, ct);
        }
        finally
        {
            await stopCollecting.CancelAsync();
            await collecting;
            recorder.TakeLast(query.Progress);
            Complete(folder, events, resultsFile, progressFile);
        }

        if (!settled) await session.Error.WriteLineAsync($"the engine had not closed the last windows {SettleMs / 1000} s after the last event; they are missing from the results");
        foreach (var fault in results.Faults) await session.Error.WriteLineAsync(fault);
        return events.Report();
    }

    private Task<IReadOnlyList<ProducerResult>> Produce(ITransport transport, TrafficSource traffic, SentStatistics sent,
        CancellationToken ct)
    {
        var schedules = traffic.Schedules;
        var group = new ProducerGroup(transport, EventsTopic, schedules.Catalog, new AdEventFactory(schedules), clock);
        List<ProducerPlan> plans = [.. schedules.PerProducer().Select((s, i) => new ProducerPlan(AdEventFactory.ProducerName(i), s, sent))];
        plans.Add(new ProducerPlan(AdEventFactory.ClosingProducerId, schedules.Closing(plan.Query.WindowMs)));
        return group.RunAsync(plans, ct);
    }

    // Until the producers are done: progress lines, the bar, and an engine that fails ends the run at once.
    private async Task Watch(
        Task producing, IRunningQuery query, TrafficSource traffic, ProgressRecorder recorder, IProgress<ProgressStep> progress,
        CancellationToken ct)
    {
        var startMs = traffic.Schedules.Workload.StartMs;
        var totalMs = traffic.ClosingEndMs - startMs;
        while (!producing.IsCompleted)
        {
            var tick = Task.Delay(ProgressInterval, clock, CancellationToken.None);
            await Task.WhenAny(producing, query.Completion, tick);
            if (query.Completion.IsFaulted) await query.Completion;
            var now = query.Progress;
            recorder.Take(now);
            var note = FormattableString.Invariant($"{now.RecordsRead:#,0} events read, {now.ResultsWritten:#,0} results");
            progress.Report(new ProgressStep(plan.RunId, Math.Clamp(NowMs() - startMs, 0, totalMs), totalMs, note));
        }
    }

    // The run is settled when the engine has read every record and its watermark has closed the last traffic window.
    private async Task<bool> Settle(IRunningQuery query, EventsCollector events, TrafficSource traffic, ProgressRecorder recorder,
        CancellationToken ct)
    {
        var untilMs = NowMs() + SettleMs + 2 * plan.Query.MicroBatch.TriggerIntervalMs;
        while (NowMs() < untilMs)
        {
            var now = query.Progress;
            recorder.Take(now);
            if (now.RecordsRead >= events.Records && HasClosed(now, traffic.ClosingStartMs)) return true;
            if (query.Completion.IsFaulted) await query.Completion;
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, ct);
        }

        return false;
    }

    // A micro-batch evicts with the watermark that it was planned with; a continuous engine with the one that it has.
    private static bool HasClosed(QueryProgress progress, long closingStartMs) => progress.Batches is [.., var last]
        ? last.WatermarkMs >= closingStartMs
        : progress.WatermarkMs >= closingStartMs - 1;

    private static void Complete(RunFolder folder, EventsCollector events, ResultsWriter results, JsonLinesWriter<ProgressEntry> progress)
    {
        results.Complete();
        progress.Complete();
        using var expected = folder.WriteExpected();
        foreach (var window in events.Windows()) expected.Write(window);
        expected.Complete();
    }

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
