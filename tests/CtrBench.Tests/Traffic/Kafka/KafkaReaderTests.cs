using System.Text;
using Confluent.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Traffic.Kafka;

/// <summary>The reader against a broker inside this process; the contract of transports runs on a real one.</summary>
public sealed class KafkaReaderTests : IDisposable
{
    private const string Topic = "t";
    private readonly MockBroker _broker = new();
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public KafkaReaderTests() => _limit.CancelAfter(TimeSpan.FromSeconds(120));

    private CancellationToken Ct => _limit.Token;

    public void Dispose()
    {
        _broker.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task Everything_of_a_record_comes_back()
    {
        _broker.CreateTopic(Topic, 1);
        var due = new byte[8];
        KafkaHeaders.EncodeDue(1_700_000_000_123_456_789, due);
        await ProduceAsync("k", "v", (KafkaHeaders.Run, "mine"u8.ToArray()), (KafkaHeaders.Due, due));
        await ProduceAsync("", null, (KafkaHeaders.Run, "theirs"u8.ToArray()));
        await ProduceAsync("kk", "");
        await using var reader = await OpenAsync(RecordDetail.Full, settings: _broker.Settings with { RunMark = "mine" });
        var batch = await TakeAsync(reader, 3);
        Assert.Equal(["k", "", "kk"], Enumerable.Range(0, 3).Select(i => Encoding.UTF8.GetString(batch.Key(i))));
        Assert.Equal(["v", "", ""], Values(batch));
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(batch.IsTombstone));
        Assert.Equal([1_700_000_000_123_456_789, 0, 0], Enumerable.Range(0, 3).Select(batch.DueNs));
        Assert.Equal([false, true, true], Enumerable.Range(0, 3).Select(batch.IsForeign));
        // The mock broker keeps the producers' times, which are no append times; a real one's are compared by the contract.
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(RecordBatch.UnknownTime, batch.AppendTimeMs(i)));
        batch.Dispose();
    }

    [Fact]
    public async Task Nothing_is_foreign_to_a_reader_without_a_mark()
    {
        _broker.CreateTopic(Topic, 1);
        await ProduceAsync("k", "v", (KafkaHeaders.Run, "theirs"u8.ToArray()));
        await using var reader = await OpenAsync(RecordDetail.Full);
        using var batch = await TakeAsync(reader, 1);
        Assert.False(batch.IsForeign(0));
    }

    [Fact]
    public async Task Values_and_tombstones_are_there_without_the_details()
    {
        _broker.CreateTopic(Topic, 1);
        await ProduceAsync("k", "v");
        await ProduceAsync("k", null);
        await using var reader = await OpenAsync();
        using var batch = await TakeAsync(reader, 2);
        Assert.Equal(["v", ""], Values(batch));
        Assert.Equal([false, true], Enumerable.Range(0, 2).Select(batch.IsTombstone));
    }

    [Fact]
    public async Task A_batch_holds_no_more_than_asked_for_and_the_rest_comes_next()
    {
        _broker.CreateTopic(Topic, 1);
        for (var i = 0; i < 100; i++) Produce($"{i}");
        _broker.Producer.Flush(Ct);
        await using var reader = await OpenAsync(fromOffsets: [3]);
        var next = 3L;
        while (next < 100)
        {
            Assert.True(await reader.WaitToReadAsync(0, Ct));
            Assert.True(reader.TryRead(0, 7, out var batch));
            Assert.InRange(batch.Count, 1, 7);
            Assert.Equal(next, batch.FirstOffset);
            Assert.Equal(Enumerable.Range((int)next, batch.Count).Select(i => $"{i}"), Values(batch));
            next += batch.Count;
            Assert.Equal(next, reader.Position(0));
            batch.Dispose();
        }
        Assert.False(reader.TryRead(0, 7, out _));
    }

    [Fact]
    public async Task The_end_offsets_are_those_of_the_log()
    {
        _broker.CreateTopic(Topic, 2);
        await using var reader = await OpenAsync(partitions: 2);
        Assert.Equal(new long[] { 0, 0 }, await reader.EndOffsetsAsync(Ct));
        for (var i = 0; i < 5; i++) Produce("v", partition: 1);
        _broker.Producer.Flush(Ct);
        Assert.Equal(new long[] { 0, 5 }, await reader.EndOffsetsAsync(Ct));
    }

    [Fact]
    public async Task Offsets_that_the_log_does_not_hold_are_refused()
    {
        _broker.CreateTopic(Topic, 1);
        var refused = await Assert.ThrowsAsync<OffsetNotKeptException>(() => OpenAsync(fromOffsets: [1]));
        Assert.Equal((0, 1L, 0L, 0L), (refused.Partition, refused.AskedOffset, refused.FirstKeptOffset, refused.EndOffset));
        await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(fromOffsets: [0, 0]));
    }

    [Fact]
    public async Task A_property_that_librdkafka_does_not_know_is_a_fault()
    {
        var settings = _broker.Settings with { Properties = new Dictionary<string, string> { ["no.such"] = "secret" } };
        var fault = await Assert.ThrowsAsync<TransportException>(() => OpenAsync(settings: settings));
        Assert.Contains("no.such", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_wake_up_is_lost()
    {
        _broker.CreateTopic(Topic, 2);
        await using var reader = await OpenAsync(partitions: 2);
        const int each = 4_000;
        var writing = Task.Run(() =>
        {
            // One record a request, so that the reader's queues are empty most of the time.
            for (var i = 0; i < 2 * each; i++)
            {
                Produce($"{i}", partition: i & 1);
                if (i % 3 == 0) _broker.Producer.Flush(Ct);
            }
            _broker.Producer.Flush(Ct);
        }, Ct);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(p => Task.Run(async () =>
        {
            for (long next = 0; next < each;)
            {
                Assert.True(await reader.WaitToReadAsync(p, Ct));
                Assert.True(reader.TryRead(p, 100, out var batch));
                using (batch)
                {
                    Assert.Equal(next, batch.FirstOffset);
                    next += batch.Count;
                }
            }
        }, Ct)));
        await writing;
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled_or_the_reader_is_closed()
    {
        _broker.CreateTopic(Topic, 1);
        var reader = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var waiting = reader.WaitToReadAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        waiting = reader.WaitToReadAsync(Ct).AsTask();
        await reader.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.Throws<ObjectDisposedException>(() => reader.TryRead(0, 1, out _));
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_closes_with_records_taken_and_not_given()
    {
        _broker.CreateTopic(Topic, 1);
        for (var i = 0; i < 5_000; i++) Produce("v");
        _broker.Producer.Flush(Ct);
        for (var i = 0; i < 20; i++)
        {
            await using var reader = await OpenAsync();
            Assert.True(await reader.WaitToReadAsync(Ct));
            Assert.True(reader.TryRead(0, 3, out var batch));
            batch.Dispose();
        }
    }

    [Fact]
    public async Task A_broker_that_goes_away_and_comes_back_is_ridden_out()
    {
        _broker.CreateTopic(Topic, 1);
        Produce("before");
        _broker.Producer.Flush(Ct);
        await using var reader = await OpenAsync();
        using (var batch = await TakeAsync(reader, 1)) Assert.Equal(["before"], Values(batch));
        _broker.SetDown();
        var ends = reader.EndOffsetsAsync(Ct).AsTask();
        var waiting = reader.WaitToReadAsync(Ct).AsTask();
        Produce("after");
        await Task.Delay(1_500, Ct);
        Assert.False(waiting.IsCompleted);
        _broker.SetUp();
        Assert.True(await waiting);
        using (var batch = await TakeAsync(reader, 1)) Assert.Equal(["after"], Values(batch));
        Assert.InRange((await ends)[0], 1, 2);
    }

    [Fact]
    public async Task Records_that_retention_took_away_show_as_a_gap()
    {
        _broker.CreateTopic(Topic, 1);
        var settings = _broker.Settings with
        {
            // Next to nothing is fetched ahead, so that the log can leave the reader behind.
            Properties = new Dictionary<string, string>
            {
                ["queued.min.messages"] = "1",
                ["queued.max.messages.kbytes"] = "1",
                ["fetch.message.max.bytes"] = "1000",
                ["fetch.max.bytes"] = "1000000",
            },
        };
        var value = new string('x', 100_000);
        for (var i = 0; i < 10; i++) Produce(value);
        _broker.Producer.Flush(Ct);
        await using var reader = await OpenAsync(settings: settings);
        Assert.True(await reader.WaitToReadAsync(Ct));
        Assert.True(reader.TryRead(0, 1, out var first));
        Assert.Equal(0, first.FirstOffset);
        first.Dispose();
        for (var i = 0; i < 200; i++)
        {
            Produce(value);
            _broker.Producer.Flush(Ct);
        }
        var (next, gaps) = (1L, 0L);
        while (next < 210)
        {
            Assert.True(await reader.WaitToReadAsync(Ct));
            Assert.True(reader.TryRead(0, 10, out var batch));
            using (batch)
            {
                Assert.True(batch.FirstOffset >= next);
                gaps += batch.FirstOffset - next;
                next = batch.FirstOffset + batch.Count;
            }
        }
        Assert.InRange(gaps, 100, 200);
    }

    private Task<KafkaReader> OpenAsync(
        RecordDetail detail = RecordDetail.ValuesOnly, int partitions = 1, IReadOnlyList<long>? fromOffsets = null, KafkaSettings? settings = null) =>
        KafkaReader.OpenAsync(settings ?? _broker.Settings, Topic, partitions, fromOffsets, detail, TimeProvider.System, Ct);

    private async Task<RecordBatch> TakeAsync(KafkaReader reader, int count)
    {
        var all = new RecordBatch(0);
        while (all.Count < count)
        {
            Assert.True(await reader.WaitToReadAsync(Ct));
            Assert.True(reader.TryRead(0, count - all.Count, out var batch));
            for (var i = 0; i < batch.Count; i++)
                all.Add(batch.Key(i), batch.Value(i), batch.IsTombstone(i), batch.AppendTimeMs(i), batch.DueNs(i), batch.IsForeign(i));
            batch.Dispose();
        }
        return all;
    }

    private async Task ProduceAsync(string key, string? value, params (string Name, byte[] Value)[] headers)
    {
        var message = new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(key),
            Value = value is null ? null! : Encoding.UTF8.GetBytes(value),
            Headers = [.. headers.Select(h => new Header(h.Name, h.Value))],
        };
        await _broker.Producer.ProduceAsync(new TopicPartition(Topic, 0), message, Ct);
    }

    private void Produce(string value, int partition = 0) =>
        _broker.Producer.Produce(new TopicPartition(Topic, partition), new Message<byte[], byte[]> { Value = Encoding.UTF8.GetBytes(value) });

    private static IEnumerable<string> Values(RecordBatch batch) => Enumerable.Range(0, batch.Count).Select(i => Encoding.UTF8.GetString(batch.Value(i)));
}
