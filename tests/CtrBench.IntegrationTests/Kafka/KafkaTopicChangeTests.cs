using Confluent.Kafka;
using Confluent.Kafka.Admin;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Kafka;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>Topics that change while they are read: partitions are added, records are removed. Nothing of it is silent.</summary>
[Collection("Kafka")]
public sealed class KafkaTopicChangeTests(KafkaBroker broker)
{
    private const long Hour = 1_760_000_400_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Added_partitions_end_a_twin_with_the_reason_and_the_oracle_follows_them()
    {
        var address = await broker.AddressAsync();
        await using var of = new BrokerCase(address);
        await using var transport = new KafkaTransport(of.Settings(null), TimeProvider.System);
        await transport.CreateTopicsAsync([new(of.EventsTopic, 1), new(of.ResultsTopic, 1)], Ct);
        await WriteAsync(transport, of.EventsTopic, 0, Hour + 1_000, Hour + 60_000);
        using var engine = of.Start($"run --engine microbatch --trigger 200ms --traffic none --checkpoint {of.At("state")} --window 10s --delay 5s --out {of.At("engine")}");
        using var collect = of.Start($"collect --engine microbatch --window 10s --delay 5s --out {of.At("all")}");
        await using (var results = await transport.OpenReaderAsync(of.ResultsTopic, ct: Ct)) Assert.True(await results.WaitToReadAsync(Ct));
        await of.ManifestAsync("all", Ct);

        using var admin = Admin(address);
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = of.EventsTopic, IncreaseTo = 2 }]);
        while (await transport.PartitionsAsync(of.EventsTopic, Ct) < 2) await Task.Delay(TimeSpan.FromMilliseconds(50), Ct);
        await WriteAsync(transport, of.EventsTopic, 1, Hour + 2_000, Hour + 3_000, Hour + 61_000);
        var (code, _, error) = await engine.EndAsync(Ct);
        Assert.True(code == 3, error);
        Assert.Contains($"Partitions were added to topic '{of.EventsTopic}' during the run: it had 1 and has 2.", error, StringComparison.Ordinal);

        collect.Interrupt();
        await collect.EndAsync(Ct);
        using var run = RunFolder.Open(of.At("all"));
        Assert.Equal((5, 1), (run.Manifest.Collector!.EventsStored, run.Manifest.Collector.PartitionsAdded));
        Assert.Equal(3, run.ReadExpected().First().Views);

        // The same command continues, and reads the new partition from its first record.
        var (again, words) = await of.RunAsync(
            $"run --engine microbatch --available-now --traffic none --checkpoint {of.At("state")} --window 10s --delay 5s --out {of.At("again")}", Ct);
        Assert.True(again == 0, words);
        Assert.Contains("had 1 partition at the checkpoint and has 2", words, StringComparison.Ordinal);
        Assert.Contains("microbatch: 5 events read", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("microbatch", "exactly-once")]
    [InlineData("continuous", "at-least-once")]
    public async Task A_topic_that_is_made_again_ends_a_twin_and_a_collection_by_name_and_no_checkpoint_is_continued(string engine, string guarantee)
    {
        var address = await broker.AddressAsync();
        await using var of = new BrokerCase(address);
        await using var transport = new KafkaTransport(of.Settings(null), TimeProvider.System);
        await transport.CreateTopicsAsync([new(of.EventsTopic, 1), new(of.ResultsTopic, 1)], Ct);
        await WriteAsync(transport, of.EventsTopic, 0, Hour + 1_000, Hour + 60_000);
        var line = $"run --engine {engine} --traffic none --checkpoint {of.At("state")} --guarantee {guarantee} --window 10s --delay 5s";
        using var twin = of.Start($"{line} --out {of.At("engine")}");
        using var collect = of.Start($"collect --engine {engine} --window 10s --delay 5s --out {of.At("all")}");
        while (!Directory.Exists(of.At("state")) || Directory.GetFiles(of.At("state"), "checkpoint-*.json").Length == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), Ct);
        await of.ManifestAsync("all", Ct);

        // As any program does it, without a look at who uses the topic.
        await KafkaRig.DeleteAsync(of.Settings(null), [of.EventsTopic]);
        await transport.CreateTopicsAsync([new(of.EventsTopic, 1)], Ct);
        await WriteAsync(transport, of.EventsTopic, 0, [.. Enumerable.Range(0, 50).Select(i => Hour + i * 1_000L)]);
        var expected = $"Topic '{of.EventsTopic}' was deleted and made again during the run";
        foreach (var process in new[] { twin, collect })
        {
            var (code, _, error) = await process.EndAsync(Ct);
            Assert.True(code == 3, error);
            Assert.Contains(expected, error, StringComparison.Ordinal);
        }

        var (again, words) = await of.RunAsync($"{line} --duration 1s --out {of.At("again")}", Ct);
        Assert.True(again == 3, words);
        Assert.Contains($"topic '{of.EventsTopic}' was deleted and made again since this checkpoint", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removed_records_are_counted_as_removed_and_a_reader_knows_the_oldest_one_kept()
    {
        var address = await broker.AddressAsync();
        await using var of = new BrokerCase(address);
        await using var transport = new KafkaTransport(of.Settings(null), TimeProvider.System);
        await transport.CreateTopicsAsync([new(of.EventsTopic, 1), new(of.ResultsTopic, 1)], Ct);
        await WriteAsync(transport, of.EventsTopic, 0, [.. Enumerable.Range(0, 10).Select(i => Hour + i * 1_000L)]);
        await using var reader = await transport.OpenReaderAsync(of.EventsTopic, ct: Ct);
        Assert.Equal(0, reader.State!.FirstKept[0]);

        using var admin = Admin(address);
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(of.EventsTopic, 0, 4)]);
        while (reader.State!.FirstKept[0] < 4) await Task.Delay(TimeSpan.FromMilliseconds(50), Ct);

        await of.RunAsync($"collect --engine microbatch --duration 1s --window 10s --delay 5s --out {of.At("all")}", Ct);
        using var run = RunFolder.Open(of.At("all"));
        var collector = run.Manifest.Collector!;
        Assert.Equal((6, 0, 0, 4), (collector.EventsStored, collector.MissingOffsets, collector.RemovedOffsets, collector.RemovedBefore));

        var (code, words) = await of.RunAsync(
            $"run --engine microbatch --available-now --traffic none --window 10s --delay 5s --out {of.At("engine")}", Ct);
        Assert.True(code == 0, words);
        Assert.Contains($"topic '{of.EventsTopic}': the first 4 offsets of partition 0 were gone before the start", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_of_producers_are_not_taken_for_append_times()
    {
        var address = await broker.AddressAsync();
        await using var of = new BrokerCase(address);
        using var admin = Admin(address);
        await admin.CreateTopicsAsync([
            new TopicSpecification
            {
                Name = of.EventsTopic, NumPartitions = 1, ReplicationFactor = -1, Configs = new() { ["message.timestamp.type"] = "CreateTime" },
            },
            new TopicSpecification
            {
                Name = of.ResultsTopic, NumPartitions = 1, ReplicationFactor = -1, Configs = new() { ["message.timestamp.type"] = "LogAppendTime" },
            }]);
        await using var transport = new KafkaTransport(of.Settings(null), TimeProvider.System);
        await WriteAsync(transport, of.EventsTopic, 0, [.. Enumerable.Range(0, 60).Select(i => Hour + i * 1_000L)]);
        await of.RunAsync(
            $"run --engine microbatch --traffic none --available-now --window 10s --delay 5s --out {of.At("engine")}", Ct);
        var (_, words) = await of.RunAsync($"collect --engine microbatch --results 5 --duration 20s --window 10s --delay 5s --out {of.At("all")}", Ct);
        Assert.Contains($"topic '{of.EventsTopic}' has message.timestamp.type=CreateTime", words, StringComparison.Ordinal);
        using var run = RunFolder.Open(of.At("all"));
        Assert.Equal(("CreateTime", "LogAppendTime"), (run.Manifest.Broker!.EventsTimestampType, run.Manifest.Broker.ResultsTimestampType));
        Assert.Equal((60, 0), (run.Manifest.Collector!.EventsWithoutAppendTime, run.Manifest.Collector.ResultsWithoutAppendTime));
        Assert.All(run.ReadExpected(), window => Assert.Null(window.FirstAppendMs));
        var metrics = run.ReadMetrics()!;
        Assert.Contains("t1_minus_e", metrics.Latency.Keys);
        Assert.DoesNotContain("t1_minus_floor", metrics.Latency.Keys);
        Assert.Contains(metrics.Findings, finding => finding.Code == "append-times-unknown");
    }

    private static async Task WriteAsync(KafkaTransport transport, string topic, int partition, params long[] eventTimesMs)
    {
        await using var writer = await transport.OpenWriterAsync(topic, Ct);
        foreach (var ms in eventTimesMs)
        {
            var value = FormattableString.Invariant(
                $"{{\"event_type\":\"view\",\"event_time_ms\":{ms},\"producer_timestamp_ns\":{ms}000000}}");
            writer.Append(partition, default, System.Text.Encoding.UTF8.GetBytes(value));
        }

        await writer.FlushAsync(Ct);
    }

    private static IAdminClient Admin(string address) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).SetLogHandler((_, _) => { }).Build();
}
