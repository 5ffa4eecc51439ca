using CtrBench.Engines.SparkConnect;
using CtrBench.IntegrationTests.Kafka;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Windows;
using CtrBench.Windows.Events;

#pragma warning disable xUnit1069 // Ct is the token that the rule wants to see

namespace CtrBench.IntegrationTests.Spark;

/// <summary>Live runs on a real Spark, each batch compared with the twin.</summary>
[Collection("Spark")]
public sealed class SparkLiveRunTests(KafkaBroker broker, SparkServer spark, ITestOutputHelper output)
{
    private const int LimitMs = 600_000;

    private static int _runs;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = LimitMs)]
    [InlineData(0, GroupField.None, OutputMode.Append, SparkStateStore.Hdfs)]
    [InlineData(1_000, GroupField.AdId, OutputMode.Append, SparkStateStore.RocksDb)]
    [InlineData(1_000, GroupField.None, OutputMode.Update, SparkStateStore.Hdfs)]
    internal async Task Every_batch_of_a_live_run_is_the_twins_and_every_result_bears_the_runs_mark(
        long triggerMs, GroupField groupBy, OutputMode mode, SparkStateStore store)
    {
        var settings = new KafkaSettings { BootstrapServers = await broker.AddressAsync(), RunMark = $"mark '{triggerMs}'" };
        await using var transport = new KafkaTransport(settings, TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, $"live-{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}", Ct);
        var query = new CtrQuery
        {
            WindowMs = 1_000,
            WatermarkDelayMs = 2_000,
            GroupBy = groupBy,
            MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs, OutputMode = mode },
        };
        var engine = new SparkConnectEngine(await spark.AddressAsync(), settings: new SparkConnectSettings { PollIntervalMs = 100, StateStore = store });
        await using var running = await engine.StartAsync(query, rig.Endpoints, Ct);
        // Several batches whatever the machine: parts are sent as the one before is seen to be read. One row in seven is late.
        for (var part = 0; part < 8; part++)
        {
            await rig.SendAsync(Enumerable.Range(part * 300, 300).Select(i => new TestRow(i % 2, 1_700_000_000_000 + i * 20L - (i % 7 == 0 ? 6_000 : 0), i % 5 == 0, $"ad-{i % 3}")));
            var sent = rig.Rows.Count;
            await rig.UntilAsync(running, p => p.RecordsRead >= sent);
        }

        await running.StopAsync(drain: true, Ct);
        var batches = running.Progress.Batches;
        var faults = new List<string>();
        var report = await SparkTwinCheck.RunAsync(query, batches, rig.Endpoints, faults.Add, Ct);
        output.WriteLine($"{report.Batches} batches, {report.Records} records, {report.Results} results, {report.LateWindows} late windows, {report.Differences.Count} differences; {string.Join("; ", running.Progress.Notes)}");
        Assert.True(report.Agrees, string.Join('\n', report.Differences));
        Assert.Empty(faults);
        Assert.Equal((2_400, 0), (report.Records, report.Duplicates));
        Assert.Equal((report.Results, report.LateWindows), (running.Progress.ResultsWritten, running.Progress.LateDropped));
        Assert.True(report.Results > 10 && report.LateWindows > 0, $"{report}");
        await using var results = await transport.OpenReaderAsync(rig.Endpoints.ResultsTopic, ct: Ct);
        var marked = 0;
        while (marked < report.Results && await results.WaitToReadAsync(Ct))
        {
            if (!results.TryRead(0, 1_000, out var records)) continue;
            using (records)
            {
                for (var i = 0; i < records.Count; i++) Assert.False(records.IsForeign(i));
                marked += records.Count;
            }
        }
    }
}
