using System.Globalization;
using System.Text;
using CtrBench.Engines;
using CtrBench.Engines.Emulation;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Validation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Events;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>
/// Runs with Flink's own defaults (periodic watermarks, two-phase) at parallelism 2, with disorder and late rows, judged window by window.
/// CTRBENCH_FLINK_RUNS: how many (default 1).
/// </summary>
[Collection("Flink")]
public sealed class FlinkLiveTests(FlinkCluster cluster, ITestOutputHelper output)
{
    private const int Partitions = 2;
    private const int Rows = 6_000;

    [Fact]
    public async Task A_run_in_the_default_mode_agrees_with_the_rules_wherever_they_leave_no_choice()
    {
        await cluster.UpAsync();
        var runs = int.Parse(Environment.GetEnvironmentVariable("CTRBENCH_FLINK_RUNS") ?? "1", CultureInfo.InvariantCulture);
        var (windows, undetermined) = (0L, 0L);
        for (var seed = 1; seed <= runs; seed++)
        {
            var report = await RunAsync(seed, TestContext.Current.CancellationToken);
            output.WriteLine(FormattableString.Invariant(
                $"run {seed}: {report.Windows} windows, {report.Equal} equal, {report.Undetermined} undetermined (twin equal in {report.TwinEqual}), {report.Differences.Count} different; {report.LateRows} of {report.Rows} rows late, Flink's counter {report.LateCounter}, duplicates {report.Duplicates}"));
            foreach (var d in report.Differences) output.WriteLine($"  {d.Step}, {d.Field}: expected {d.Expected}, got {d.Got}");
            Assert.Empty(report.Differences);
            Assert.True(report is { Equal: > 20, LateRows: > 0 }, "the run says too little");
            (windows, undetermined) = (windows + report.Windows, undetermined + report.Undetermined);
        }

        output.WriteLine(FormattableString.Invariant($"undetermined in all: {undetermined} of {windows}, {100.0 * undetermined / windows:0.0} %"));
    }

    private async Task<LiveReport> RunAsync(int seed, CancellationToken ct)
    {
        var query = new CtrQuery { WindowMs = 2_000, WatermarkDelayMs = 3_000, Continuous = new() { SourceParallelism = 2 }, GroupBy = seed % 3 == 0 ? GroupField.AdType : GroupField.None };
        await using var topics = await FlinkTopics.CreateAsync(cluster.Kafka, Partitions, ct);
        long late;
        await using (var flink = await new FlinkSqlEngine(cluster.Settings).StartAsync(query, topics.Endpoints, ct))
        {
            await SendAsync(topics, seed, ct);
            await flink.StopAsync(drain: true, ct);
            Assert.Equal(Rows, flink.Progress.RecordsRead);
            late = flink.Progress.LateDropped;
        }

        var batches = new List<RecordBatch>();
        await foreach (var batch in StoredTopic.ReadAsync(topics.Transport, topics.Endpoints.EventsTopic, ct)) batches.Add(batch);
        var log = LiveLog.Read(batches, Partitions, query, TwinKind.Continuous);
        foreach (var batch in batches) batch.Dispose();
        var results = await StoredTopic.ResultsAsync(topics.Transport, topics.Endpoints.ResultsTopic, Assert.Fail, ct);
        return LiveValidation.Judge(query, log, results, late);
    }

    // Event time runs four times faster than the clock: 100 s of it in 25 s; every fiftieth row is late by up to 20 s.
    private static async Task SendAsync(FlinkTopics topics, int seed, CancellationToken ct)
    {
        var random = new SeededRandom((ulong)(99_000 + seed));
        await using var writer = topics.Transport.OpenWriter(topics.Endpoints.EventsTopic);
        const long startMs = 1_760_000_000_000;
        for (var i = 0; i < Rows; i++)
        {
            var nowMs = startMs + i * 100_000L / Rows;
            var timeMs = nowMs - (long)(random.NextDouble() * (random.NextDouble() < 0.02 ? 20_000 : 2_500));
            var json = FormattableString.Invariant($$"""{"producer_id":"p","user_id":"u","page_id":"page","ad_id":"ad","ad_type":"{{(random.NextDouble() < 0.5 ? "banner" : "video")}}","event_type":"{{(random.NextDouble() < 0.3 ? "click" : "view")}}","event_time_ms":{{timeMs}},"producer_timestamp_ns":{{nowMs}}000000,"ip_address":"192.0.2.1"}""");
            writer.Append(i % Partitions, default, Encoding.UTF8.GetBytes(json));
            if (i % 12 != 11) continue;
            await writer.FlushAsync(ct);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        }

        await writer.FlushAsync(ct);
    }
}
