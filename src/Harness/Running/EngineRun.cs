using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Transport;
using Spectre.Console;

namespace CtrBench.Harness.Running;

/// <summary>
/// An engine alone, on topics that others fill and read, for a time or until interrupted. It then stops where it is, with a checkpoint
/// where there are any, and does not drain: a later run continues from there. Each run has a folder of its own, since a folder is one
/// process's story; what is continued lies in the folder of checkpoints.
/// </summary>
internal sealed class EngineRun(EnginePlan plan, IStreamEngine engine, TimeProvider clock)
{
    private readonly ClockWatch _watch = new(clock);

    /// <summary>Runs it, and says what it did.</summary>
    /// <exception cref="TransportException">The broker is not reached, or fails for good, or is away when the engine must stop.</exception>
    /// <exception cref="UnknownTopicException">A topic does not exist.</exception>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        using var life = RunLife.Create(plan.Folder, clock);
        await using var topics = await RunTopics.AttachAsync(plan.Broker, writes: true, session, ct);
        ThrowIfSilent(topics.EventsPartitions);
        var manifest = ManifestOf.Attached(plan.RunId, RunMode.Part, plan.Engine, plan.Query, topics) with { StartMs = clock.NowMs() };
        QueryProgress? last = null;
        await life.RunAsync(manifest, "interrupted before the engine had started", async () =>
        {
            using var progressFile = life.Folder.WriteProgress();
            last = await RunAsync(topics, new ProgressRecorder(progressFile, clock), session.Error, progress, ct);
            progressFile.Complete();
            return ManifestOf.Ended(life.Folder.Manifest, last);
        }, ct);
        return Report(last!);
    }

    private async Task<QueryProgress> RunAsync(
        RunTopics topics, ProgressRecorder recorder, TextWriter error, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        await using var query = await engine.StartAsync(plan.Query, topics.Endpoints(clock, plan.CheckpointFolder), ct);
        var notes = new EngineNotes(error);
        await using var transactions = new OpenTransactions(topics, plan.Query, error, clock);
        var topicWatch = new TopicWatch(topics, error, clock);
        await notes.WriteNewAsync(query.Progress);
        if (query.Progress.RecordsRead is > 0 and var read && plan.CheckpointFolder is { } state)
            await error.WriteLineAsync(FormattableString.Invariant($"continues from the checkpoint in {state}, after ")
                + FormattableString.Invariant($"{PluralText.Of(read, "event")}"));
        await new ProgressLoop(clock, progress, plan.DurationMs).RunAsync(query.Completion, [], async elapsedMs =>
        {
            var now = query.Progress;
            recorder.Write(now);
            await _watch.SayAsync(error);
            await transactions.LookAsync();
            await topicWatch.LookAsync();
            await notes.WriteNewAsync(now);
            var note = FormattableString.Invariant($"{PluralText.Of(now.RecordsRead, "event")} read, ")
                + FormattableString.Invariant($"{PluralText.Of(now.ResultsWritten, "result")}");
            return new ProgressStep(plan.RunId, elapsedMs, plan.DurationMs ?? 0, note);
        }, ct);
        // A second interrupt ends the process, and then the last checkpoint is where a later run goes on.
        if (!query.Completion.IsCompleted) await EngineStop.StopAsync(query, plan.CheckpointFolder, clock, ct);
        await query.Completion;
        await notes.WriteNewAsync(query.Progress);
        recorder.WriteLast(query.Progress);
        await topicWatch.EndAsync();
        string[] clockNotes = _watch.Note is { } set ? [set] : [];
        return query.Progress with { Notes = [.. query.Progress.Notes, .. transactions.Found ?? [], .. clockNotes] };
    }

    // The command line cannot know the topic's partitions.
    private void ThrowIfSilent(int partitions)
    {
        var settings = plan.Query.Continuous;
        if (plan.Engine.Family == EngineFamily.Continuous && settings.IdleTimeoutMs == 0
            && settings.SourceParallelism > partitions)
        {
            throw new UsageException(
                ContinuousOptions.Parallelism.Name, FormattableString.Invariant($"{settings.SourceParallelism}"),
                $"more readers than partitions ({partitions}): readers without a partition hold the watermark back forever (F10); "
                + "set --idle-timeout");
        }
    }

    // A real engine does not report everything.
    private static string Known(long? figure) => figure is { } known ? FormattableString.Invariant($"{known:#,0}") : "unknown";

    private VerbReport Report(QueryProgress last)
    {
        var figures = JsonSerializer.SerializeToNode(Progress.Of(clock.NowMsExact(), last), RunJson.Line)!;
        var json = new JsonObject { ["folder"] = plan.Folder, ["engine"] = plan.Engine.Name, ["progress"] = figures };
        var lost = last.RemovedOffsets ?? 0;
        return new VerbReport(lost > 0 ? ExitCode.RunSaysNo : ExitCode.Good, json, console =>
        {
            var late = FormattableString.Invariant($"{last.LateDropped:#,0} late, {Known(last.MalformedRecords)} malformed");
            var open = $"{Known(last.OpenRecords)} in open windows";
            var missing = last.MissingOffsets is > 0 and var offsets
                ? FormattableString.Invariant($", {offsets:#,0} offsets without a record (removed, or transaction markers)") : "";
            console.WriteLine(FormattableString.Invariant(
                $"{plan.Engine}: {PluralText.Of(last.RecordsRead, "event")} read, {PluralText.Of(last.ResultsWritten, "result")} ")
                + FormattableString.Invariant($"written; {late}, {open}{missing}"));
            if (lost > 0)
            {
                var which = last.MissingOffsets is null ? "" : " of these";
                console.WriteLine(FormattableString.Invariant(
                    $"incomplete: {lost:#,0}{which} offsets were removed by the topic's retention in this run, before they were read"));
            }

            // A real Flink does not report it, and Spark only where it ends because of it.
            if (last.RemovedOffsets is null && (plan.Engine == EngineId.Flink || !plan.Query.Delivery.FailOnDataLoss))
                console.WriteLine("not checked: whether records were removed by the topic's retention before they were read");
            if (plan.CheckpointFolder is { } state) console.WriteLine($"the same command continues from the checkpoints in {state}");
            console.WriteLine(plan.Folder);
        });
    }
}
