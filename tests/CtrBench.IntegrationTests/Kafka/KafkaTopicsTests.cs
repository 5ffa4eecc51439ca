using Confluent.Kafka;
using Confluent.Kafka.Admin;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>Whose a topic is: what is deleted, what is used as it is, what is refused.</summary>
[Collection("Kafka")]
public sealed class KafkaTopicsTests(KafkaBroker broker)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_topic_not_created_by_ctrbench_is_rejected_and_nothing_is_deleted()
    {
        await using var ours = await new KafkaRig(await broker.AddressAsync()).CreateAsync(Ct);
        await WriteAsync(ours.Transport, ours.Topic, 3);
        await using var theirs = new KafkaRig(await broker.AddressAsync());
        await using var stranger = new KafkaTransport(theirs.Settings with { RunMark = null }, TimeProvider.System);
        await stranger.CreateTopicsAsync([new(theirs.Topic, 2)], Ct);
        await WriteAsync(stranger, theirs.Topic, 12);

        var refusal = await Assert.ThrowsAsync<TransportException>(
            async () => await ours.Transport.CreateTopicsAsync([new(ours.Topic, 1), new(theirs.Topic, 2)], Ct));
        Assert.Contains($"Topic '{theirs.Topic}' was not created by ctrbench: it holds 12 records", refusal.Message);
        Assert.Contains("has no header 'ctrbench-run'", refusal.Message);
        Assert.Contains("--recreate-topics", Remedies.MessageOf(refusal));
        Assert.Equal((3, 12), ((await ours.ReadAllAsync(1, Ct)).Count, (await theirs.ReadAllAsync(2, Ct)).Count));
    }

    [Fact]
    public async Task A_topic_not_created_by_ctrbench_is_recreated_on_request()
    {
        await using var rig = new KafkaRig(await broker.AddressAsync());
        await using var stranger = new KafkaTransport(rig.Settings with { RunMark = null }, TimeProvider.System);
        await stranger.CreateTopicsAsync([new(rig.Topic, 2)], Ct);
        await WriteAsync(stranger, rig.Topic, 12);
        await using var bold = new KafkaTransport(rig.Settings with { RecreateTopics = true }, TimeProvider.System);
        await bold.CreateTopicsAsync([new(rig.Topic, 1)], Ct);
        Assert.Empty(await rig.ReadAllAsync(1, Ct));
    }

    [Fact]
    public async Task A_topic_of_a_run_that_has_ended_is_made_anew()
    {
        await using var rig = await new KafkaRig(await broker.AddressAsync()).CreateAsync(Ct);
        await WriteAsync(rig.Transport, rig.Topic, 12);
        await using var next = new KafkaTransport(rig.Settings with { RunMark = "next-run" }, TimeProvider.System);
        await next.CreateTopicsAsync([new(rig.Topic, 3)], Ct);
        Assert.Empty(await rig.ReadAllAsync(3, Ct));
    }

    [Fact]
    public async Task A_topic_that_another_run_is_writing_is_refused()
    {
        await using var rig = await new KafkaRig(await broker.AddressAsync()).CreateAsync(Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var writing = Task.Run(async () =>
        {
            await using var writer = await rig.Transport.OpenWriterAsync(rig.Topic, Ct);
            while (!stop.IsCancellationRequested)
            {
                await writer.WriteAsync(0, 0, 1, Ct);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
            }
        }, Ct);
        await using var reader = await rig.Transport.OpenReaderAsync(rig.Topic, ct: Ct);
        await reader.WaitToReadAsync(Ct);
        await using var second = new KafkaTransport(rig.Settings with { RunMark = "second-run" }, TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<TransportException>(async () => await second.CreateTopicsAsync([new(rig.Topic, 1)], Ct));
        await stop.CancelAsync();
        await writing;
        Assert.Contains("is being written by another run (mark 'this-run')", refusal.Message);
    }

    [Theory]
    [InlineData(2, "LogAppendTime", true)]
    [InlineData(3, "LogAppendTime", false)]
    [InlineData(2, "CreateTime", false)]
    public async Task An_empty_topic_is_used_as_it_is_when_it_has_the_right_shape(int partitions, string stamp, bool kept)
    {
        await using var rig = new KafkaRig(await broker.AddressAsync());
        using var admin = new AdminClientBuilder([new("bootstrap.servers", rig.Settings.BootstrapServers)]).Build();
        await admin.CreateTopicsAsync([new() { Name = rig.Topic, NumPartitions = partitions, Configs = new() { ["message.timestamp.type"] = stamp } }]);
        var before = await IdAsync(admin, rig.Topic);
        await rig.Transport.CreateTopicsAsync([new(rig.Topic, 2)], Ct);
        Assert.Equal(kept, before == await IdAsync(admin, rig.Topic));
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = rig.Topic };
        Assert.Equal("LogAppendTime", (await admin.DescribeConfigsAsync([resource]))[0].Entries["message.timestamp.type"].Value);
    }

    [Fact]
    public async Task A_topic_whose_records_have_all_expired_is_not_taken_for_ours()
    {
        await using var rig = await new KafkaRig(await broker.AddressAsync()).CreateAsync(Ct);
        await WriteAsync(rig.Transport, rig.Topic, 5);
        using var admin = new AdminClientBuilder([new("bootstrap.servers", rig.Settings.BootstrapServers)]).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(rig.Topic, 0, 5)]);
        var refusal = await Assert.ThrowsAsync<TransportException>(async () => await rig.Transport.CreateTopicsAsync([new(rig.Topic, 1)], Ct));
        Assert.Contains("its records have expired", refusal.Message);
    }

    private static async Task<string> IdAsync(IAdminClient admin, string topic) =>
        (await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]))).TopicDescriptions[0].TopicId.ToString()!;

    private static async Task WriteAsync(KafkaTransport transport, string topic, int records)
    {
        await using var writer = await transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, records, Ct);
    }
}
