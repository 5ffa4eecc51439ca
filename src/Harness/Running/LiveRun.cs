using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.Resources;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

/// <summary>One live run: fresh topics, engine, producers, collectors, then the closing events, stop, and the folder is complete.</summary>
internal sealed class LiveRun(RunPlan plan, IStreamEngine engine, TimeProvider clock)
{
    /// <summary>From the engine's readiness to the first event, ms: every part is waiting when it is due.</summary>
    private const long LeadMs = 1_000;

    private readonly ClockWatch _watch = new(clock);

    // How long anything takes and waits does not depend on the wall clock.
    private readonly SteadyClock _steady = new(clock);

    /// <summary>Runs it to its end. A cancelled or failed run leaves its folder marked as failed, with what was collected.</summary>
    /// <exception cref="UsageException">The plan is none for a live run.</exception>
    /// <exception cref="TransportException">The broker is not reached, or fails for good in mid-run.</exception>
    public async Task ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        RunnablePlan.ThrowUnlessRunnable(plan);
        using var life = RunLife.Create(plan.Folder, clock);
        var traffic = TrafficSource.Open(plan.Workload with { StartMs = clock.NowMs() }, plan.Query, session.Error, session.Traces);
        MemoryLimit.ThrowUnlessFits(ManifestOf.Planned(plan, traffic), traffic, profile: null);
        await using var topics = await RunTopics.CreateAsync(plan.Broker, plan.Workload.Partitions, session, ct);
        await life.RunAsync(
            Manifest(traffic, topics), "interrupted; what had been collected by then is in the folder",
            () => RunAsync(life, topics, traffic, session, progress, ct), ct);
    }

    private async Task<RunManifest> RunAsync(
        RunLife life, RunTopics topics, TrafficSource traffic, VerbSession session, IProgress<ProgressStep> progress,
        CancellationToken ct)
    {
        var (report, last, used, stoppedMs) = await RunAsync(life.Folder, topics, traffic, session, progress, ct);
        await new TopicWatch(topics, session.Error, clock).EndAsync();
        var manifest = ManifestOf.Ended(life.Folder.Manifest, last) with
        {
            Collector = report,
            Resources = used,
            WallSeconds = life.Seconds,
        };
        if (stoppedMs is { } atMs) return PartialRun.Of(manifest, atMs, plan.Folder, session.Error);

        var verdict = await CompareAsync(last, topics, ct);
        manifest = manifest with { Twin = verdict };
        if (verdict?.Trace is { } trace) manifest = manifest with { LateRows = LiveFiles.Write(life.Folder, trace, plan.Query) };
        if (plan.RecordFile is { } file)
            await RunRecording.WriteAsync(file, plan, last, topics.Endpoints(clock, checkpointFolder: null), session.Error, ct);
        return manifest;
    }

    private async Task<TwinVerdict?> CompareAsync(QueryProgress last, RunTopics topics, CancellationToken ct) => engine is IRealEngine real
        ? await real.CompareWithTwinAsync(plan.Query, last, topics.Endpoints(clock, checkpointFolder: null), ct)
        : null;

    private async Task<(CollectorReport Report, QueryProgress Last, ResourceReport? Used, long? StoppedMs)> RunAsync(
        RunFolder folder, RunTopics topics, TrafficSource traffic, VerbSession session, IProgress<ProgressStep> progress,
        CancellationToken ct)
    {
        using var files = new LiveFiles(folder, plan.Engine, clock);
        await using var collection = await LiveCollection.OpenAsync(topics, plan.Engine, plan.Query, clock, files.Results, ct,
            keepEvents: plan.KeepEvents ? folder.WriteEvents : null);
        if (engine.Id.IsReal) await session.Error.WriteLineAsync($"starting the query on {engine.Id}");
        await using var query = await engine.StartAsync(plan.Query, topics.Endpoints(clock, plan.CheckpointFolder), ct);
        var notes = new EngineNotes(session.Error);
        var resources = await RunProcesses.WatchAsync(plan, clock, ct);
        await using var transactions = new OpenTransactions(topics, plan.Query, session.Error, clock);
        traffic = traffic.StartingAt(AlignedStart.Of(clock.NowMs() + LeadMs, plan.Query.StepMs));
        folder.Start(Manifest(traffic, topics));
        await session.Error.WriteLineAsync(Schedule(traffic));
        var sent = new SentStatistics(traffic.Schedules.Workload);
        using var stopProducing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var producing = ProduceAsync(topics, traffic, sent, stopProducing.Token);
        long? stoppedMs = null;
        try
        {
            await WatchAsync(producing, Look, query, collection, traffic, progress);
            var stored = (await producing).Sum(producer => producer.Sent);
            var settling = new Settling(query, stored, traffic.ClosingStartMs, _steady);
            if (ct.IsCancellationRequested)
            {
                stoppedMs = clock.NowMs();
                if (!await settling.HasReadAllAsync(Look)) ct.ThrowIfCancellationRequested();
            }
            else
            {
                await settling.WaitAsync(Look, session.Error, plan.Query, ct);
            }

            var drains = engine is IRealEngine { DrainsAtEnd: true };
            if (stoppedMs is null) await query.StopAsync(drains, ct);
            else await EngineStop.StopAsync(query, plan.CheckpointFolder, clock, ct, drains);
            await notes.WriteNewAsync(query.Progress);
        }
        catch
        {
            await stopProducing.CancelAsync();
            await KeepAsync(folder, producing, sent, query, collection, files);
            throw;
        }

        await collection.StopAsync();
        await WriteAsync(folder, producing, sent, query, collection, files);
        foreach (var fault in collection.Faults) await session.Error.WriteLineAsync(fault);
        var report = collection.Report with { ClockStepMs = _watch.LargestStepMs, OpenTransactions = transactions.Found };
        return (report, query.Progress, resources.Report(plan.PricePerCoreHour), stoppedMs);

        async Task Look()
        {
            resources.Look(_steady.NowMs());
            await transactions.LookAsync();
            await LookAsync(query, collection, files, notes);
        }
    }

    // A schedule starts with a window, which may be some seconds away, and nothing else would say what is waited for.
    private string Schedule(TrafficSource traffic)
    {
        var startMs = traffic.Schedules.Workload.StartMs;
        var (leadMs, closingMs) = (Math.Max(0, startMs - clock.NowMs()), traffic.ClosingEndMs - traffic.Schedules.TrafficEndMs);
        return FormattableString.Invariant($"{engine.Id} runs; the traffic starts in {leadMs / 1_000.0:0.0} s, with a window, and takes ")
            + FormattableString.Invariant($"{(traffic.Schedules.TrafficEndMs - startMs) / 1_000.0:#,0} s; ")
            + FormattableString.Invariant($"then {closingMs / 1_000.0:0} s of closing events push the last windows out");
    }

    private RunManifest Manifest(TrafficSource traffic, RunTopics topics) =>
        ManifestOf.Starting(plan.RunId, RunMode.Live, plan.Engine, plan.Query, traffic, topics) with { Name = plan.Name };

    private Task<IReadOnlyList<ProducerResult>> ProduceAsync(
        RunTopics topics, TrafficSource traffic, SentStatistics sent, CancellationToken ct)
    {
        var schedules = traffic.Schedules;
        var group = new ProducerGroup(topics.Transport, topics.EventsTopic, schedules.Catalog, traffic.Events, clock)
        {
            Schema = plan.Query.Schema,
        };
        List<ProducerPlan> plans = [.. schedules.PerProducer().Select((s, i) => new ProducerPlan(AdEventFactory.ProducerName(i), s, sent))];
        plans.Add(new ProducerPlan(AdEventFactory.ClosingProducerId, schedules.Closing(plan.Query.WindowMs, plan.Query.SlideMs)));
        return group.RunAsync(plans, ct);
    }

    // Until the producers are done, which an interrupt makes them: progress lines, the bar, and an engine or a collector that fails ends
    // the run at once.
    private Task WatchAsync(
        Task producing, Func<Task> look, IRunningQuery query, LiveCollection collection, TrafficSource traffic,
        IProgress<ProgressStep> progress)
    {
        var startMs = traffic.Schedules.Workload.StartMs;
        var totalMs = traffic.ClosingEndMs - startMs;
        var standstill = new Standstill(engine.Id.IsReal ? engine.Id : null);
        return new ProgressLoop(clock, progress).RunAsync(producing, [query.Completion, collection.Reading], StepAsync);

        async Task<ProgressStep> StepAsync(long elapsedMs)
        {
            await look();
            var now = query.Progress;
            var note = FormattableString.Invariant($"{PluralText.Of(now.RecordsRead, "event")} read, ")
                + FormattableString.Invariant($"{PluralText.Of(now.ResultsWritten, "result")}");
            // Slow traffic, a trace's gaps and the closing events are silent by themselves.
            var steady = plan.Workload is { TraceFile: null, EventsPerSecond: >= 5 }
                && _steady.NowMs() is var nowMs && nowMs >= startMs && nowMs < traffic.Schedules.TrafficEndMs;
            if (steady && plan.Broker is not null && standstill.Check(now.RecordsRead, _steady.NowMs()) is { } text) note += "; " + text;
            return new ProgressStep(plan.RunId, Math.Clamp(_steady.NowMs() - startMs, 0, totalMs), totalMs, note);
        }
    }

    private async Task LookAsync(IRunningQuery query, LiveCollection collection, LiveFiles files, EngineNotes notes)
    {
        await _watch.SayAsync(notes.Error);
        if (collection.Reading.IsCompleted) await collection.Reading;
        if (query.Completion.IsCompleted)
        {
            await query.Completion;
            throw new InvalidOperationException("The engine ended by itself before the run did.");
        }

        files.Progress.Write(query.Progress);
        await notes.WriteNewAsync(query.Progress);
    }

    private static async Task KeepAsync(
        RunFolder folder, Task<IReadOnlyList<ProducerResult>> producing, SentStatistics sent,
        IRunningQuery query, LiveCollection collection, LiveFiles files)
    {
        collection.GiveUpSoon();
        try
        {
            await collection.StopAsync();
        }
        catch (Exception e) when (e is TransportException or RunFolderException)
        {
            // What ended the run is on its way to the user; what was read by now is kept.
        }

        try
        {
            await WriteAsync(folder, producing, sent, query, collection, files);
        }
        catch (RunFolderException)
        {
            // The same; a full disk keeps no more of it.
        }
    }

    private static async Task WriteAsync(
        RunFolder folder, Task<IReadOnlyList<ProducerResult>> producing, SentStatistics sent,
        IRunningQuery query, LiveCollection collection, LiveFiles files)
    {
        folder.WriteProducer(sent.Report(await ResultsOf(producing)));
        collection.Complete(folder);
        files.CompleteProgress(query.Progress);
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
