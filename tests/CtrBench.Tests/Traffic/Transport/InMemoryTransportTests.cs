using CsCheck;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Traffic.Transport;

public sealed class InMemoryTransportTests : TransportContract
{
    private readonly FakeTimeProvider _clock = new();

    private InMemoryTransport InMemory => (InMemoryTransport)Transport;

    private InMemoryTransportOptions Options { get; set; } = new();

    protected override ITransport CreateTransport() => new InMemoryTransport(_clock, Options);

    [Fact]
    public async Task A_flush_into_a_full_partition_waits_until_a_reader_makes_room()
    {
        Options = new() { CapacityRecords = 5 };
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        var flush = writer.WriteAsync(0, 0, 12, Ct);
        Assert.False(flush.IsCompleted);
        Assert.Equal(new WriterCounts(5, 0), writer.Counts);
        Assert.Equal(["0", "1"], (await reader.TakeAsync(1, 2, Ct, maxRecords: 2)).Select(r => r.Value));
        Assert.Equal(Enumerable.Range(2, 10).Select(i => $"{i}"), (await reader.TakeAsync(1, 10, Ct)).Select(r => r.Value));
        await flush;
        Assert.Equal(new WriterCounts(12, 0), writer.Counts);
    }

    [Fact]
    public async Task The_slowest_reader_decides_what_is_kept()
    {
        Options = new() { CapacityRecords = 4, FullPolicy = FullPolicy.Refuse };
        var topic = await CreateTopicAsync();
        await using var fast = await Transport.OpenReaderAsync(topic, ct: Ct);
        var slow = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 4, Ct);
        await fast.TakeAsync(1, 4, Ct);
        await writer.WriteAsync(0, 4, 5, Ct);
        Assert.Equal(new WriterCounts(4, 1), writer.Counts);
        await slow.TakeAsync(1, 3, Ct, maxRecords: 3);
        await writer.WriteAsync(0, 5, 9, Ct);
        Assert.Equal(new WriterCounts(7, 2), writer.Counts);
        await slow.DisposeAsync();
        await fast.TakeAsync(1, 3, Ct);
        await writer.WriteAsync(0, 9, 13, Ct);
        Assert.Equal(new WriterCounts(11, 2), writer.Counts);
    }

    [Fact]
    public async Task A_refused_record_is_counted_and_the_others_of_its_flush_are_stored()
    {
        Options = new() { CapacityRecords = 3, FullPolicy = FullPolicy.Refuse };
        var topic = await CreateTopicAsync(2);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        for (var i = 0; i < 5; i++) writer.Append(0, "k", $"{i}");
        writer.Append(1, "k", "5");
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(4, 2), writer.Counts);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        Assert.Equal(["0", "1", "2", "5"], (await reader.TakeAsync(2, 4, Ct)).Select(r => r.Value));
    }

    [Fact]
    public async Task Bytes_bound_a_partition_too_and_one_larger_record_still_passes()
    {
        Options = new() { CapacityBytes = 10, FullPolicy = FullPolicy.Refuse };
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        foreach (var value in new[] { "1234", "1234", "1" }) writer.Append(0, "k", value);
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(2, 1), writer.Counts);
        await reader.TakeAsync(1, 2, Ct);
        writer.Append(0, "k", new string('x', 500_000));
        writer.Append(0, "", "");
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(3, 2), writer.Counts);
        await reader.TakeAsync(1, 1, Ct);
        writer.Append(0, "k", "123456789");
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(4, 2), writer.Counts);
    }

    [Fact]
    public async Task A_full_partition_does_not_hold_the_others_back()
    {
        Options = new() { CapacityRecords = 1 };
        var topic = await CreateTopicAsync(2);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        writer.Append(0, "k", "a");
        writer.Append(0, "k", "b");
        writer.Append(1, "k", "c");
        var flush = writer.FlushAsync(Ct).AsTask();
        Assert.True(reader.TryRead(1, 1, out var batch));
        batch.Dispose();
        Assert.False(flush.IsCompleted);
        await reader.TakeAsync(1, 2, Ct);
        await flush;
    }

    [Fact]
    public async Task Writers_and_readers_on_many_threads_pass_a_tiny_log_without_loss()
    {
        Options = new() { CapacityRecords = 7 };
        var topic = await CreateTopicAsync(2);
        ITopicReader[] readers = [await Transport.OpenReaderAsync(topic, ct: Ct), await Transport.OpenReaderAsync(topic, ct: Ct)];
        var readings = readers.Select(reader => Task.Run(() => reader.TakeAsync(2, 4 * 2_000, Ct, maxRecords: 3), Ct)).ToArray();
        var writings = Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            await using var writer = await Transport.OpenWriterAsync(topic, Ct);
            for (var i = 0; i < 2_000; i++)
            {
                writer.Append(i % 2, $"{w}", $"{i}");
                if (i % (5 + w) == 0) await writer.FlushAsync(Ct);
            }
            await writer.FlushAsync(Ct);
            return writer.Counts;
        }, Ct)).ToArray();
        Assert.All(await Task.WhenAll(writings), counts => Assert.Equal(new WriterCounts(2_000, 0), counts));
        var seen = await Task.WhenAll(readings);
        Assert.Equal(seen[0].OrderBy(r => (r.Partition, r.Offset)), seen[1].OrderBy(r => (r.Partition, r.Offset)));
        foreach (var own in seen[0].GroupBy(r => (r.Partition, r.Key)))
            Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"{(i * 2) + own.Key.Partition}"), own.Select(r => r.Value));
    }

    [Fact]
    public async Task A_cancelled_wait_for_room_leaves_the_rest_to_the_next_flush()
    {
        Options = new() { CapacityRecords = 2 };
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await CancelFlushAsync(writer);
        Assert.Equal(new WriterCounts(2, 0), writer.Counts);
        var rest = writer.FlushAsync(Ct).AsTask();
        Assert.Equal(["0", "1", "2", "3", "4", "5"], (await reader.TakeAsync(1, 6, Ct, maxRecords: 1)).Select(r => r.Value));
        await rest;
        Assert.Equal(new WriterCounts(6, 0), writer.Counts);
    }

    [Fact]
    public async Task What_is_never_stored_counts_as_failed_when_the_writer_is_disposed()
    {
        Options = new() { CapacityRecords = 2 };
        var writer = await Transport.OpenWriterAsync(await CreateTopicAsync(), Ct);
        await CancelFlushAsync(writer);
        await writer.DisposeAsync();
        await writer.DisposeAsync();
        Assert.Equal(new WriterCounts(2, 4), writer.Counts);
    }

    [Fact]
    public async Task A_record_taken_by_every_reader_is_no_longer_kept()
    {
        var topic = await CreateTopicAsync(2);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(1, 0, 10, Ct);
        await using (var reader = await Transport.OpenReaderAsync(topic, ct: Ct)) await reader.TakeAsync(2, 4, Ct, maxRecords: 4);
        var error = await Assert.ThrowsAsync<OffsetNotKeptException>(async () => await Transport.OpenReaderAsync(topic, [0, 3], ct: Ct));
        Assert.Equal((1, 3L, 4L, 10L), (error.Partition, error.AskedOffset, error.FirstKeptOffset, error.EndOffset));
        Assert.Contains("partition 1: offset 3 was requested, but the log holds 4 to 10", error.Message);
        await Assert.ThrowsAsync<OffsetNotKeptException>(async () => await Transport.OpenReaderAsync(topic, [0, 11], ct: Ct));
        await Assert.ThrowsAsync<OffsetNotKeptException>(async () => await Transport.OpenReaderAsync(topic, [0, -1], ct: Ct));
        await using var rest = await Transport.OpenReaderAsync(topic, ct: Ct);
        Assert.Equal(6, (await rest.TakeAsync(2, 6, Ct)).Count);
    }

    [Fact]
    public async Task A_reader_that_could_not_be_opened_holds_nothing_back()
    {
        Options = new() { CapacityRecords = 2, FullPolicy = FullPolicy.Refuse };
        var topic = await CreateTopicAsync(2);
        await Assert.ThrowsAsync<OffsetNotKeptException>(async () => await Transport.OpenReaderAsync(topic, [0, 1], ct: Ct));
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        for (var i = 0; i < 5; i++)
        {
            await writer.WriteAsync(0, 0, 2, Ct);
            await reader.TakeAsync(2, 2, Ct);
        }
        Assert.Equal(new WriterCounts(10, 0), writer.Counts);
    }

    [Fact]
    public async Task A_flush_gets_one_append_time_and_a_clock_that_goes_back_does_not_show()
    {
        var clock = new SteppedClock { NowMs = 1_000 };
        await using var transport = new InMemoryTransport(clock);
        await transport.CreateTopicsAsync([new("t", 1)], Ct);
        await using var reader = await transport.OpenReaderAsync("t", ct: Ct);
        await using var writer = await transport.OpenWriterAsync("t", Ct);
        foreach (var nowMs in new[] { 1_000, 1_500, 1_200, 1_501 })
        {
            clock.NowMs = nowMs;
            await writer.WriteAsync(0, 0, 2, Ct);
        }
        var records = await reader.TakeAsync(1, 8, Ct);
        Assert.Equal([1_000L, 1_000, 1_500, 1_500, 1_500, 1_500, 1_501, 1_501], records.Select(r => r.AppendTimeMs));
    }

    [Fact]
    public async Task A_completed_topic_is_read_to_its_end_and_takes_no_more()
    {
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 3, Ct);
        InMemory.CompleteTopic(topic);
        Assert.True(await reader.WaitToReadAsync(Ct));
        await reader.TakeAsync(1, 3, Ct);
        Assert.False(await reader.WaitToReadAsync(Ct));
        writer.Append(0, "k", "v");
        Assert.Contains(topic, ((await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FlushAsync(Ct)))).Message);
    }

    [Fact]
    public async Task Completion_wakes_a_reader_and_a_writer_that_wait()
    {
        Options = new() { CapacityRecords = 1 };
        var (idle, full) = (await CreateTopicAsync(), await CreateTopicAsync());
        await using var reader = await Transport.OpenReaderAsync(idle, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(full, Ct);
        var reading = reader.WaitToReadAsync(Ct).AsTask();
        var writing = writer.WriteAsync(0, 0, 2, Ct);
        await Transport.DisposeAsync();
        Assert.False(await reading);
        await Assert.ThrowsAsync<InvalidOperationException>(() => writing);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Transport.OpenReaderAsync(idle, ct: Ct));
    }

    [Fact]
    public async Task A_topic_in_use_is_not_recreated()
    {
        var topic = await CreateTopicAsync();
        var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Transport.CreateTopicsAsync([new(topic, 1)], Ct));
        Assert.Contains($"'{topic}' cannot be recreated: 1 readers and 0 writers", error.Message);
        await reader.DisposeAsync();
        await Transport.CreateTopicsAsync([new(topic, 1)], Ct);
    }

    [Fact]
    public void Bounds_below_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryTransport(TimeProvider.System, new() { CapacityRecords = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryTransport(TimeProvider.System, new() { CapacityBytes = 0 }));
    }

    [Fact]
    public async Task Writing_and_reading_allocate_next_to_nothing_once_warm()
    {
        var topic = await CreateTopicAsync(2);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        var value = new byte[220];
        void Round()
        {
            for (var i = 0; i < 1_000; i++) writer.Append(i % 2, "key"u8, value);
            Assert.True(writer.FlushAsync(CancellationToken.None).IsCompletedSuccessfully);
            for (var p = 0; p < 2; p++)
            {
                while (reader.TryRead(p, 1_000, out var batch)) batch.Dispose();
            }
        }

        for (var i = 0; i < 20; i++) Round();
        var bytes = Allocation.LeastBytes(() =>
        {
            for (var i = 0; i < 100; i++) Round();
        });
        // One small object a batch handed out and one a segment, none a record.
        Assert.InRange(bytes / 100_000.0, 0, 0.5);
    }

    [Fact]
    public void Any_interleaving_of_writes_and_reads_gives_each_reader_what_was_stored()
    {
        var step = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 40], Gen.Int[0, 300]);
        step.Array[1, 60].Sample(steps =>
        {
            var options = new InMemoryTransportOptions { CapacityRecords = 50, CapacityBytes = 5_000, FullPolicy = FullPolicy.Refuse };
            var transport = new InMemoryTransport(_clock, options);
            Assert.True(transport.CreateTopicsAsync([new("t", 1)], default).IsCompletedSuccessfully);
            var (writer, one, two) = (Opened(transport.OpenWriterAsync("t", default)), Opened(transport.OpenReaderAsync("t")), Opened(transport.OpenReaderAsync("t")));
            var (written, seen) = (0, new List<string>[] { [], [] });
            foreach (var (kind, count, size) in steps)
            {
                if (kind < 2)
                {
                    for (var i = 0; i < count; i++) writer.Append(0, $"{written++}", new string('v', size));
                    Assert.True(writer.FlushAsync(default).IsCompletedSuccessfully);
                }
                else
                {
                    Take(kind == 2 ? one : two, seen[kind - 2], count);
                }
            }
            while (Take(one, seen[0], 7)) { }
            while (Take(two, seen[1], 1_000)) { }
            Assert.Equal(written, writer.Counts.Stored + writer.Counts.Failed);
            Assert.Equal(writer.Counts.Stored, seen[0].Count);
            Assert.Equal(seen[0], seen[1]);
            Assert.Equal(seen[0].Order(Comparer<string>.Create((a, b) => int.Parse(a) - int.Parse(b))), seen[0]);
        }, iter: 300);
    }

    private static async Task CancelFlushAsync(ITopicWriter writer)
    {
        using var cancel = new CancellationTokenSource();
        var flush = writer.WriteAsync(0, 0, 6, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
    }

    private static bool Take(ITopicReader reader, List<string> keys, int maxRecords)
    {
        if (!reader.TryRead(0, maxRecords, out RecordBatch? batch)) return false;
        using (batch) keys.AddRange(TopicRecords.Copy(batch).Select(r => r.Key));
        return true;
    }

    // In memory nothing is waited for.
    private static T Opened<T>(ValueTask<T> opening)
    {
        Assert.True(opening.IsCompletedSuccessfully);
        return opening.Result;
    }
}
