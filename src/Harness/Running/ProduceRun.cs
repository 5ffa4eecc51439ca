using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Engines.Live;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>
/// Traffic without an engine: the producers at full pace into a topic that a counting reader empties. It answers whether this machine can
/// send the workload on time, and what the workload really looks like.
/// </summary>
internal sealed class ProduceRun(ProducePlan plan)
{
    private const string Topic = "ad_events_topic";
    private const long LeadMs = 500;

    /// <summary>Runs it.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        using var folder = RunFolder.Create(plan.Folder);
        var startMs = session.Clock.NowMs() + LeadMs;
        var query = new CtrQuery();
        var traffic = TrafficSource.Open(plan.Workload with { StartMs = startMs }, query, session.Error);
        var run = new RunPlan(plan.RunId, "none", plan.Workload, query, null, plan.Folder);
        var manifest = ManifestOf.Starting(run, traffic, RunMode.Live, "memory", profile: null);
        folder.Start(manifest);
        try
        {
            var report = await session.Progress.ShowAsync(progress => SendAsync(traffic, session.Clock, progress, ct));
            folder.WriteProducer(report);
            ct.ThrowIfCancellationRequested();
            folder.Complete(manifest);
            return Report(report);
        }
        catch (Exception e)
        {
            RunFailure.Mark(folder, e, ct, "interrupted; producer.json says what had been sent");
            throw;
        }
    }

    private async Task<ProducerReport> SendAsync(TrafficSource traffic, TimeProvider clock, IProgress<ProgressStep> progress,
        CancellationToken ct)
    {
        var workload = traffic.Schedules.Workload;
        await using var transport = new InMemoryTransport(clock: clock);
        await transport.CreateTopicsAsync([new TopicSpec(Topic, workload.Partitions)], ct);
        await using var reader = transport.OpenReader(Topic);
        var emptying = Task.Run(() => EmptyAsync(reader, workload.Partitions), CancellationToken.None);
        var sent = new SentStatistics(workload);
        var group = new ProducerGroup(transport, Topic, traffic.Schedules.Catalog, new AdEventFactory(traffic.Schedules), clock);
        var producing = group.RunAsync(
            [.. traffic.Schedules.PerProducer().Select((s, i) => new ProducerPlan(AdEventFactory.ProducerName(i), s, sent))], ct);
        var totalMs = traffic.Schedules.TrafficEndMs - workload.StartMs;
        while (!producing.IsCompleted)
        {
            await Task.WhenAny(producing, Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None));
            var doneMs = clock.NowMs() - workload.StartMs;
            progress.Report(new ProgressStep(plan.RunId, Math.Clamp(doneMs, 0, totalMs), totalMs));
        }

        var results = await producing;
        transport.CompleteTopic(Topic);
        await emptying;
        return sent.Report(results);
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
        var answer = new JsonObject { ["folder"] = plan.Folder, ["producer"] = json };
        return new VerbReport(failed == 0 ? ExitCode.Good : ExitCode.RunSaysNo, answer,
            console => ProducerSummary.Print(console, plan.Folder, report));
    }
}
