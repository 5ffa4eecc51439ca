using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Transport;
using Spectre.Console;

namespace CtrBench.Harness.Running;

/// <summary>
/// Traffic without an engine: the producers, or this process's share of them, into a topic. In memory a counting reader empties it, and the
/// answer is whether this machine can send the workload on time, and what the workload really looks like.
/// </summary>
internal sealed class ProduceRun(ProducePlan plan)
{
    /// <summary>From now to the first event, ms: every producer is waiting when it is due.</summary>
    private const long LeadMs = 500;

    /// <summary>Runs it.</summary>
    /// <exception cref="TransportException">
    /// The broker cannot be reached, a topic was not created by ctrbench, or the broker fails permanently.
    /// </exception>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        using var life = RunLife.Create(plan.Folder, session.Clock);
        // A trace that cannot be read is found out before any topic is made.
        var traffic = TrafficSource.Open(plan.Workload with { StartMs = session.Clock.NowMs() }, plan.Query, session.Error, session.Traces);
        await using var topics = plan.Append
            ? await RunTopics.AttachAsync(plan.Broker!, writes: true, session, ct)
            : await RunTopics.CreateAsync(plan.Broker, plan.Workload.Partitions, session, ct);
        traffic = traffic.InPartitions(topics.EventsPartitions);
        traffic = traffic.StartingAt(StartMs(session.Clock));
        var manifest = ManifestOf.Starting(plan.RunId, RunMode.Part, engine: null, plan.Query, traffic, topics);
        ProducerReport? report = null;
        await life.RunAsync(manifest, "interrupted; producer.json says what had been sent", async () =>
        {
            var watch = new ClockWatch(session.Clock);
            report = await session.Progress.ShowAsync(progress => SendAsync(topics, traffic, session, watch, progress, ct));
            life.Folder.WriteProducer(report);
            await new TopicWatch(topics, session.Error, session.Clock).EndAsync();
            ct.ThrowIfCancellationRequested();
            return watch.Note is { } note ? life.Folder.Manifest with { EngineNotes = [note] } : life.Folder.Manifest;
        }, ct);
        return Report(report!);
    }

    private long StartMs(TimeProvider clock)
    {
        var earliestMs = clock.NowMs() + LeadMs;
        // In memory no engine reads the events, so nothing is waited for.
        if (plan.StartAtMs is not { } startMs) return plan.Broker is null ? earliestMs : AlignedStart.Of(earliestMs, plan.Query.StepMs);
        return startMs >= clock.NowMs()
            ? startMs
            : throw new UsageException("--start-at", null, "passed while the topics were being made; give a later time");
    }

    private async Task<ProducerReport> SendAsync(
        RunTopics topics, TrafficSource traffic, VerbSession session, ClockWatch watch, IProgress<ProgressStep> progress,
        CancellationToken ct)
    {
        var clock = new SteadyClock(session.Clock);
        var workload = traffic.Schedules.Workload;
        var memory = topics.Transport as InMemoryTransport;
        await using var reader = memory is null ? null : await memory.OpenReaderAsync(topics.EventsTopic, ct: CancellationToken.None);
        var emptying = reader is null
            ? Task.CompletedTask
            : Task.Run(() => EmptyAsync(reader, workload.Partitions), CancellationToken.None);
        var sent = new SentStatistics(workload);
        var group = new ProducerGroup(
            topics.Transport, topics.EventsTopic, traffic.Schedules.Catalog, traffic.Events, clock)
        {
            Schema = plan.Query.Schema,
        };
        var producing = group.RunAsync(Producers(traffic, sent), ct);
        var totalMs = (plan.Closing ? traffic.ClosingEndMs : traffic.Schedules.TrafficEndMs) - workload.StartMs;
        await new ProgressLoop(clock, progress).RunAsync(producing, [], async _ =>
        {
            await watch.SayAsync(session.Error);
            return new ProgressStep(plan.RunId, Math.Clamp(clock.NowMs() - workload.StartMs, 0, totalMs), totalMs);
        });
        var results = await producing;
        memory?.CompleteTopic(topics.EventsTopic);
        await emptying;
        return sent.Report(results);
    }

    // Each producer has chance of its own, so that a process that runs some of them draws what all in one process would have drawn.
    private List<ProducerPlan> Producers(TrafficSource traffic, SentStatistics sent)
    {
        var mine = traffic.Schedules.PerProducer().Index().Where(producer => producer.Index % plan.ShareCount == plan.Share - 1);
        List<ProducerPlan> plans =
            [.. mine.Select(producer => new ProducerPlan(AdEventFactory.ProducerName(producer.Index), producer.Item, sent))];
        var closing = traffic.Schedules.Closing(plan.Query.WindowMs, plan.Query.SlideMs);
        if (plan.Closing) plans.Add(new ProducerPlan(AdEventFactory.ClosingProducerId, closing));
        return plans;
    }

    private static async Task EmptyAsync(ITopicReader reader, int partitions)
    {
        do
        {
            for (var p = 0; p < partitions; p++)
                while (reader.TryRead(p, 4_096, out var records)) records.Dispose();
        }
        while (await reader.WaitToReadAsync(CancellationToken.None));
    }

    private VerbReport Report(ProducerReport report)
    {
        var json = JsonSerializer.SerializeToNode(report, RunJson.Line)!.AsObject();
        json.Remove("rate");
        var failed = report.Producers.Sum(p => p.Failed);
        Finding[] findings = [.. new[] { SentTrafficRules.Differs(report), SentTrafficRules.Paused(report) }.OfType<Finding>()];
        var finding = findings.MaxBy(one => one.Severity);
        if (finding is not null) json["finding"] = JsonSerializer.SerializeToNode(finding, RunJson.Line);
        var good = failed == 0 && finding is not { Severity: Severity.Error };
        var answer = new JsonObject { ["folder"] = plan.Folder, ["producer"] = json };
        return new VerbReport(good ? ExitCode.Good : ExitCode.RunSaysNo, answer,
            console => ProducerSummary.Print(console, plan.Folder, report, findings))
        {
            Rows = [.. report.Producers.Select(RowOf)],
        };
    }

    private JsonObject RowOf(ProducerEntry producer)
    {
        var row = JsonSerializer.SerializeToNode(producer, RunJson.Line)!.AsObject();
        row.Insert(0, "folder", plan.Folder);
        row.Remove("lag_histogram_us");
        return row;
    }
}

/// <summary>What the producers did, as a person reads it.</summary>
internal static class ProducerSummary
{
    /// <summary>Draws it.</summary>
    public static void Print(IAnsiConsole console, string folder, ProducerReport report, IReadOnlyList<Finding> findings)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("producer");
        foreach (var column in (string[])["intended", "sent", "failed", "lag p50, ms", "p99", "max"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var p in report.Producers)
        {
            table.AddRow(
                Markup.Escape(p.ProducerId), Text($"{p.Intended:#,0}"), Text($"{p.Sent:#,0}"), Text($"{p.Failed:#,0}"),
                Text($"{p.LagMsP50:0.000}"), Text($"{p.LagMsP99:0.000}"), Text($"{p.LagMsMax:0.000}"));
        }

        console.Write(table);
        if (report.Schedule is { } s)
        {
            console.WriteLine(Text($"sent {PluralText.Of(s.Events, "event")} at {s.MeanPerSecond:#,0.0}/s; peak second ")
                + Text($"{s.PeakToMean:0.00} x mean"));
            console.WriteLine(Text($"gaps: coefficient of variation {s.GapCv:0.000}"));
            console.WriteLine(Text($"dispersion of counts: {s.Idc100Ms:0.00} in 0.1 s, {s.Idc1S:0.00} in 1 s, {s.Idc10S:0.00} in 10 s"));
            if (s.KsPValue is { } p)
                console.WriteLine(Text($"gaps against the model: Kolmogorov-Smirnov distance {s.KsStatistic:0.0000}, p = {p:0.000}"));
        }

        if (report.Planned is { } planned)
        {
            console.WriteLine(Text($"scheduled: {planned.MeanPerSecond:#,0.0}/s; gaps {planned.GapCv:0.000}; dispersion ")
                + Text($"{planned.Idc100Ms:0.00} in 0.1 s, {planned.Idc1S:0.00} in 1 s"));
        }

        foreach (var finding in findings)
            console.WriteLine($"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Code}: {finding.Text}");
        console.WriteLine(folder);
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
