using System.Text;
using Confluent.Kafka.Admin;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>The mark of exactly-once results on a real broker: kept forever, never guessed, and not lost with a client.</summary>
[Collection("Kafka")]
public sealed class KafkaMarksTests(KafkaBroker broker)
{
    private const string Id = "the-id";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_whose_mark_is_missing_is_refused_by_name_and_writes_nothing()
    {
        await using var of = new BrokerCase(await broker.AddressAsync());
        await using var transport = new KafkaTransport(of.Settings("marks"), TimeProvider.System);
        await transport.CreateTopicsAsync([new(of.EventsTopic, 1), new(of.ResultsTopic, 1)], Ct);
        await using (var writer = await transport.OpenWriterAsync(of.EventsTopic, Ct))
        {
            foreach (var eventTimeMs in new[] { 1_000, 5_000, 9_000 })
                writer.Append(0, "k"u8, Encoding.UTF8.GetBytes(new TestRow(0, eventTimeMs).Json(0)));
            await writer.FlushAsync(Ct);
        }

        var line = "run --engine microbatch --traffic none --window 1s --delay 1s --trigger 100ms --guarantee exactly-once --duration 4s "
            + $"--checkpoint {of.At("state")}";
        var first = await of.RunAsync($"{line} --out {of.At("first")}", Ct);
        Assert.True(first.Code == 0, first.Words);
        var mark = Assert.Single(await MarkTopicsAsync(of));
        await using var results = await transport.OpenResultsReaderAsync(of.ResultsTopic, ct: Ct);
        var before = await results.EndOffsetsAsync(Ct);
        await DeleteAsync(of.Settings(null), mark);
        var (code, words) = await of.RunAsync($"{line} --out {of.At("second")}", Ct);
        Assert.Equal(3, code);
        Assert.Contains($"the mark of its commit is missing from '{mark}'", words, StringComparison.Ordinal);
        Assert.Equal(before, await results.EndOffsetsAsync(Ct));
    }

    [Fact]
    public async Task A_topic_of_marks_is_compacted_and_one_that_loses_records_is_refused()
    {
        await using var rig = await new KafkaRig(await broker.AddressAsync()).CreateAsync(Ct);
        var topic = KafkaMarks.TopicOf(rig.Topic, Id);
        using var admin = new KafkaAdmin(rig.Settings, TimeProvider.System);
        await using (var writer = await rig.Transport.OpenTransactionalWriterAsync(rig.Topic, rig.Topic, Id, Ct)) Assert.Equal(topic, writer.MarkPlace);
        Assert.Equal("compact", await PolicyAsync(admin, topic));
        await DeleteAsync(rig.Settings, topic);
        await admin.Client.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = -1 }]);
        var refusal = await Assert.ThrowsAsync<TransportException>(
            async () => await rig.Transport.OpenTransactionalWriterAsync(rig.Topic, rig.Topic, Id, Ct));
        Assert.Contains("cleanup.policy is 'delete'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_continue_over_a_broker_that_is_killed_and_each_is_seen_once()
    {
        await using var rig = await new KafkaRig(await broker.AddressForFaultsAsync()).CreateAsync(Ct);
        var killed = Task.CompletedTask;
        var commits = 0;
        await using (var writer = await rig.Transport.OpenTransactionalWriterAsync(rig.Topic, rig.Topic, Id, Ct))
        {
            while (commits < 20 || !killed.IsCompleted)
            {
                writer.Append(0, "k", $"{commits++}");
                await writer.CommitAsync(new TransactionMark(commits, [commits]), Ct);
                if (commits == 10) killed = Task.Run(KillAsync, Ct);
            }
        }

        await killed;
        await using var reader = await rig.Transport.OpenResultsReaderAsync(rig.Topic, ct: Ct);
        var seen = await reader.TakeAsync(1, commits, Ct, gaps: true);
        Assert.Equal(Enumerable.Range(0, commits).Select(i => $"{i}"), seen.Select(r => r.Value));
        await using var next = await rig.Transport.OpenTransactionalWriterAsync(rig.Topic, rig.Topic, Id, Ct);
        Assert.Equal(commits, next.LastCommitted?.CheckpointId);
    }

    private async Task KillAsync()
    {
        await broker.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Ct);
        await broker.StartAgainAsync();
    }

    private static async Task<IReadOnlyList<string>> MarkTopicsAsync(BrokerCase of)
    {
        using var admin = new KafkaAdmin(of.Settings(null), TimeProvider.System);
        var topics = await Task.Run(() => admin.Metadata(Ct), Ct);
        return [.. topics.Topics.Select(t => t.Topic).Where(t => t.StartsWith($"{of.ResultsTopic}-mark-", StringComparison.Ordinal))];
    }

    private static async Task DeleteAsync(KafkaSettings settings, string topic)
    {
        using var admin = new KafkaAdmin(settings, TimeProvider.System);
        await new KafkaTopics(admin, TimeProvider.System).DeleteAsync([topic], Ct);
    }

    private static async Task<string> PolicyAsync(KafkaAdmin admin, string topic)
    {
        var answer = await admin.Client.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]);
        return answer[0].Entries["cleanup.policy"].Value;
    }
}
