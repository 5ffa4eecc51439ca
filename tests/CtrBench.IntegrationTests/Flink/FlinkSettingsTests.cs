using System.Text;
using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Topics;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>Every form of the query and every setting, as a real Flink takes them.</summary>
[Collection("Flink")]
public sealed class FlinkSettingsTests(FlinkCluster cluster)
{
    private const int Partitions = 2;
    private const int LimitMs = 4 * 60_000;

    public static TheoryData<string, CtrQuery> Queries => new()
    {
        {
            "exactly once, grouped, one phase, two readers, idle timeout",
            new CtrQuery
            {
                GroupBy = GroupField.PageId,
                WatermarkDelayMs = 60_000,
                Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce, CheckpointIntervalMs = 500 },
                Continuous = new() { SourceParallelism = 2, AggregationPhase = AggregationPhase.OnePhase, IdleTimeoutMs = 60_000 },
            }
        },
        {
            "legacy, windows of part of a second, a long delay",
            new CtrQuery
            {
                WindowMs = 1_500,
                WatermarkDelayMs = 120_250,
                Delivery = new() { CheckpointIntervalMs = 0 },
                Continuous = new() { AggregationPhase = AggregationPhase.Legacy, BufferTimeoutMs = 0, EmitStrategy = EmitStrategy.OnEvent, EmitIntervalMs = 0 },
            }
        },
        {
            "two phases, windows of half a second, grouped by producer, checkpoints",
            new CtrQuery { WindowMs = 500, GroupBy = GroupField.ProducerId, Delivery = new() { CheckpointIntervalMs = 1_000 }, Continuous = new() { EmitIntervalMs = 50 } }
        },
    };

    [Theory(Timeout = LimitMs)]
    [MemberData(nameof(Queries))]
    public async Task Results_are_exact_carry_the_mark_of_the_run_and_pass_over_times_out_of_bounds(string what, CtrQuery query)
    {
        Assert.NotEmpty(what);
        await cluster.UpAsync();
        await using var topics = await FlinkTopics.CreateAsync(cluster.Kafka, Partitions, TestContext.Current.CancellationToken);
        await using (var flink = await new FlinkSqlEngine(cluster.Settings).StartAsync(query, topics.Endpoints, TestContext.Current.CancellationToken))
        {
            await SendAsync(topics);
            await flink.StopAsync(drain: true, TestContext.Current.CancellationToken);
            Assert.Equal(206, flink.Progress.RecordsRead);
            Assert.Equal(0, flink.Progress.LateDropped);
        }

        Assert.Equal(202, (await topics.ResultsAsync(TestContext.Current.CancellationToken)).Sum(r => r.Result.Views + r.Result.Clicks));
        var report = await topics.JudgeAsync(query, 0, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (report.Differences.Count, report.Undetermined));
        Assert.Equal(report.Windows, report.Equal);
        await foreach (var batch in StoredTopic.ReadAsync(topics.Endpoints, topics.Endpoints.ResultsTopic, TestContext.Current.CancellationToken))
            using (batch) Assert.All(Enumerable.Range(0, batch.Count), i => Assert.False(batch.IsForeign(i)));
    }

    [Fact(Timeout = LimitMs)]
    public async Task More_readers_than_slots_are_refused_with_the_numbers()
    {
        await cluster.UpAsync();
        await using var topics = await FlinkTopics.CreateAsync(cluster.Kafka, 1, TestContext.Current.CancellationToken);
        var query = new CtrQuery { Continuous = new() { SourceParallelism = 999 } };
        var error = await Assert.ThrowsAsync<EngineSetupException>(() => new FlinkSqlEngine(cluster.Settings).StartAsync(query, topics.Endpoints, TestContext.Current.CancellationToken));
        Assert.Contains("the job needs 999", error.Message);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_missing_topic_is_named_and_no_job_is_left()
    {
        await cluster.UpAsync();
        await using var topics = await FlinkTopics.CreateAsync(cluster.Kafka, 1, TestContext.Current.CancellationToken);
        var engine = new FlinkSqlEngine(cluster.Settings);
        var error = await Assert.ThrowsAsync<UnknownTopicException>(() => engine.StartAsync(new(), topics.Endpoints with { EventsTopic = "no-such-topic" }, TestContext.Current.CancellationToken));
        Assert.Equal("no-such-topic", error.Topic);
    }

    // 101 rows a partition, 137 ms apart, and three records that are no rows: broken, before 1970, after 9999.
    private static async Task SendAsync(FlinkTopics topics)
    {
        await using var writer = await topics.Transport.OpenWriterAsync(topics.Endpoints.EventsTopic, TestContext.Current.CancellationToken);
        for (var i = 0; i < 202; i++)
            writer.Append(i % Partitions, default, Value(1_760_000_000_000 + i * 137, i % 7 == 0 ? "click" : "view", i));
        writer.Append(0, default, "not json"u8);
        writer.Append(1, default, Value(-5, "view", 1));
        writer.Append(1, default, Value(253_402_300_800_000, "view", 1));
        writer.Append(0, default, default, tombstone: true);
        await writer.FlushAsync(TestContext.Current.CancellationToken);
    }

    private static byte[] Value(long timeMs, string kind, int i) => Encoding.UTF8.GetBytes(FormattableString.Invariant(
        $$"""{"producer_id":"producer-{{i % 2}}","page_id":"page-{{i % 3}}","ad_type":"banner","event_type":"{{kind}}","event_time_ms":{{timeMs}},"producer_timestamp_ns":{{i}}}"""));
}
