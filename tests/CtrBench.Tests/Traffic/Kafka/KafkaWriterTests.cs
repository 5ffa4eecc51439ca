using System.Text;
using Confluent.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Traffic.Kafka;

/// <summary>The writer against a broker inside this process; the contract of transports and faults of a broker run on a real one.</summary>
public sealed class KafkaWriterTests : IDisposable
{
    private const string Topic = "t";
    private readonly MockBroker _broker = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public KafkaWriterTests()
    {
        _limit.CancelAfter(TimeSpan.FromSeconds(120));
        _broker.CreateTopic(Topic, 1);
    }

    private CancellationToken Ct => _limit.Token;

    public void Dispose()
    {
        _broker.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task Everything_of_a_record_arrives()
    {
        await using var writer = Open("mine");
        writer.Append(0, "k"u8, "v"u8, dueNs: 1_700_000_000_123_456_789);
        writer.Append(0, [], [], tombstone: true);
        writer.Append(0, "kk"u8, []);
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(3, 0), writer.Counts);
        var records = Read(3);
        Assert.Equal(["k", "", "kk"], records.Select(r => Encoding.UTF8.GetString(r.Key)));
        Assert.Equal(["v", null, ""], records.Select(r => r.Value is null ? null : Encoding.UTF8.GetString(r.Value)));
        Assert.All(records, r => Assert.Equal("mine", KafkaHeaders.DecodeRun(r.Headers.GetLastBytes(KafkaHeaders.Run))));
        Assert.Equal(1_700_000_000_123_456_789, KafkaHeaders.DecodeDue(records[0].Headers.GetLastBytes(KafkaHeaders.Due)));
        Assert.All(records[1..], r => Assert.Single(r.Headers));
    }

    [Fact]
    public async Task Without_a_run_mark_a_record_has_only_what_is_known()
    {
        await using var writer = Open(null);
        writer.Append(0, "k"u8, "v"u8);
        writer.Append(0, "k"u8, "v"u8, dueNs: 7);
        await writer.FlushAsync(Ct);
        var records = Read(2);
        Assert.Empty(records[0].Headers);
        Assert.Equal(KafkaHeaders.Due, Assert.Single(records[1].Headers).Key);
    }

    [Fact]
    public async Task A_full_queue_is_waited_for_and_loses_and_reorders_nothing()
    {
        await using var writer = Open("mine", ("queue.buffering.max.messages", "100"));
        _broker.SetDown();
        for (var i = 0; i < 1_000; i++) writer.Append(0, "k"u8, Encoding.UTF8.GetBytes($"{i}"));
        var submitted = writer.SubmitAsync(Ct).AsTask();
        Assert.False(submitted.IsCompleted);
        _broker.SetUp();
        await submitted;
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(1_000, 0), writer.Counts);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"{i}"), Read(1_000).Select(r => Encoding.UTF8.GetString(r.Value)));
    }

    [Fact]
    public async Task A_cancelled_flush_keeps_what_is_not_stored_for_the_next()
    {
        await using var writer = Open("mine");
        _broker.SetDown();
        writer.Append(0, "k"u8, "v"u8);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var flush = writer.FlushAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
        Assert.Equal(default, writer.Counts);
        _broker.SetUp();
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(1, 0), writer.Counts);
    }

    [Fact]
    public async Task A_disposal_gives_up_what_no_broker_takes_and_counts_it()
    {
        var writer = Open("mine");
        writer.Append(0, "k"u8, "v"u8);
        await writer.FlushAsync(Ct);
        _broker.SetDown();
        for (var i = 0; i < 100; i++) writer.Append(0, "k"u8, "v"u8);
        var disposed = writer.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        _clock.Advance(KafkaWriter.DisposeTimeout);
        await disposed.WaitAsync(Ct);
        Assert.Equal(new WriterCounts(1, 100), writer.Counts);
        Assert.Contains("100 not stored: the broker had not answered", Assert.Single(writer.FailureReasons));
        await writer.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => writer.Append(0, "k"u8, "v"u8));
    }

    [Fact]
    public async Task A_broken_client_ends_the_writer_with_the_reason_behind_it()
    {
        await using var writer = Open("mine");
        _broker.FailNextProduce(ErrorCode.OutOfOrderSequenceNumber);
        writer.Append(0, "k"u8, "v"u8);
        var end = await Assert.ThrowsAsync<TransportException>(async () => await writer.FlushAsync(Ct));
        Assert.Contains("the broker lost this writer's sequence numbers", end.Message);
        writer.Append(0, "k"u8, "v"u8);
        await Assert.ThrowsAsync<TransportException>(async () => await writer.SubmitAsync(Ct));
    }

    [Fact]
    public async Task A_topic_that_a_broker_does_not_know_for_a_moment_loses_nothing_and_reorders_nothing()
    {
        await using var writer = Open("mine", FastMetadata);
        writer.Append(0, "k"u8, "0"u8);
        await writer.FlushAsync(Ct);
        await ForgetTopicAsync(writer);
        // Some wait to be sent again, and others came while the client knows no such topic.
        for (var i = 2; i < 100; i++) writer.Append(0, "k"u8, Encoding.UTF8.GetBytes($"{i}"), dueNs: i);
        var flush = writer.FlushAsync(Ct).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(14));
        Assert.False(flush.IsCompleted);
        _broker.SetTopicError(Topic, ErrorCode.NoError);
        await AdvanceUntilAsync(flush);
        Assert.Equal(new WriterCounts(100, 0), writer.Counts);
        var records = Read(100);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), records.Select(r => Encoding.UTF8.GetString(r.Value)));
        Assert.Equal(7, KafkaHeaders.DecodeDue(records[7].Headers.GetLastBytes(KafkaHeaders.Due)));
        Assert.All(records, r => Assert.Equal("mine", KafkaHeaders.DecodeRun(r.Headers.GetLastBytes(KafkaHeaders.Run))));
    }

    [Fact]
    public async Task A_topic_that_a_broker_has_not_known_for_15_s_is_gone()
    {
        await using var writer = Open("mine", FastMetadata);
        writer.Append(0, "k"u8, "0"u8);
        await writer.FlushAsync(Ct);
        await ForgetTopicAsync(writer);
        writer.Append(0, "k"u8, "2"u8);
        var flush = writer.FlushAsync(Ct).AsTask();
        var gone = await Assert.ThrowsAsync<TransportException>(() => AdvanceUntilAsync(flush));
        Assert.Contains("the topic or partition does not exist any more", gone.Message);
        Assert.Equal(new WriterCounts(1, 2), writer.Counts);
        Assert.StartsWith("2 not stored: the topic or partition does not exist any more", Assert.Single(writer.FailureReasons));
    }

    [Fact]
    public async Task Writing_allocates_nothing_a_record()
    {
        await using var writer = Open("mine");
        void Write()
        {
            for (var i = 1; i <= 2_000; i++) writer.Append(0, "key"u8, "value"u8, dueNs: i);
        }
        Write();
        await writer.FlushAsync(Ct);
        var rounds = 0;
        Assert.Equal(0, Allocation.LeastBytes(() =>
        {
            rounds++;
            Write();
        }));
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(2_000 * (1 + rounds), 0), writer.Counts);
    }

    [Fact]
    public void A_property_that_is_refused_is_named()
    {
        var refused = Assert.Throws<TransportException>(() => Open("mine", ("socket.keepalive.enable", "perhaps")));
        Assert.Contains("property 'socket.keepalive.enable' has a value that librdkafka rejects", refused.Message);
    }

    private static readonly (string, string)[] FastMetadata =
        [("topic.metadata.refresh.interval.ms", "100"), ("metadata.max.age.ms", "200"), ("topic.metadata.propagation.max.ms", "0")];

    // A record is rejected, the client asks for the topic, and gives back what it has of it.
    private async Task ForgetTopicAsync(KafkaWriter writer)
    {
        _broker.SetTopicError(Topic, ErrorCode.UnknownTopicOrPart);
        _broker.FailNextProduce(ErrorCode.UnknownTopicOrPart);
        writer.Append(0, "k"u8, "1"u8);
        while (!writer.MissesTopic) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
    }

    private async Task AdvanceUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct));
        }

        await done;
    }

    private KafkaWriter Open(string? mark, params (string Key, string Value)[] properties) => new(
        _broker.Settings with { RunMark = mark, Properties = properties.ToDictionary(p => p.Key, p => p.Value) }, Topic, 1, _clock);

    private List<Message<byte[], byte[]>> Read(int count)
    {
        var config = new ConsumerConfig { BootstrapServers = _broker.Settings.BootstrapServers, GroupId = "g" };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        return [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(Ct).Message)];
    }
}
