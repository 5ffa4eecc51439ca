using CsCheck;
using CtrBench.Traffic.Transport;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// What every transport must do. A subclass says how to make one; a limit of an implementation is a named property, never a copied test.
/// </summary>
public abstract class TransportContract : IAsyncLifetime
{
    private static int _topics;
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private ITransport? _transport;

    /// <summary>A transport of its own for one test.</summary>
    protected abstract ITransport CreateTransport();

    /// <summary>Whether the intended send time comes back with the record.</summary>
    protected virtual bool KeepsDueTime => true;

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Ct => _limit.Token;

    /// <summary>The transport of this test.</summary>
    protected ITransport Transport => _transport ??= CreateTransport();

    public virtual ValueTask InitializeAsync()
    {
        _limit.CancelAfter(TimeSpan.FromSeconds(60));
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_transport is not null) await _transport.DisposeAsync();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The topics that this test has created.</summary>
    protected List<string> Topics { get; } = [];

    /// <summary>Creates a topic with a name of its own.</summary>
    protected async Task<string> CreateTopicAsync(int partitions = 1)
    {
        var name = $"contract-{Environment.ProcessId}-{Interlocked.Increment(ref _topics)}";
        Topics.Add(name);
        await Transport.CreateTopicsAsync([new(name, partitions)], Ct);
        return name;
    }

    [Fact]
    public async Task Each_partition_gives_its_records_in_the_order_written_from_offset_0_on()
    {
        var topic = await CreateTopicAsync(3);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        for (var i = 0; i < 3_000; i++)
        {
            writer.Append(i % 3, $"key {i}", $"value {i}");
            if (i % 700 == 0) await writer.FlushAsync(Ct);
        }
        await writer.FlushAsync(Ct);
        var records = await reader.TakeAsync(3, 3_000, Ct);
        for (var p = 0; p < 3; p++)
        {
            var own = records.Where(r => r.Partition == p).ToList();
            Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"value {(i * 3) + p}"), own.Select(r => r.Value));
            Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)i), own.Select(r => r.Offset));
        }
    }

    [Fact]
    public async Task Keys_and_values_come_back_byte_for_byte()
    {
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        var text = Gen.Char['\0', 'ÿ'].Array[0, 40].Select(chars => new string(chars));
        List<(string Key, string? Value)> generated = [("", ""), ("k", ""), ("k", null), ("", null), ("\0ÿ\"\n", "\0\0"), ("k", "v")];
        Gen.Select(text, text, Gen.Bool).Array[50].Sample(
            records => generated.AddRange(records.Select(r => (r.Item1, r.Item3 ? r.Item2 : null))), iter: 10, threads: 1);
        foreach (var (key, value) in generated) writer.Append(0, key, value);
        await writer.FlushAsync(Ct);
        var stored = await reader.TakeAsync(1, generated.Count, Ct);
        Assert.Equal(generated, stored.Select(r => (r.Key, r.Value)));
    }

    [Fact]
    public async Task The_intended_send_time_is_kept()
    {
        if (!KeepsDueTime) Assert.Skip("this transport does not store the intended send time");
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        writer.Append(0, "k", "a", dueNs: 1_700_000_000_123_456_789);
        writer.Append(0, "k", "b");
        writer.Append(0, "k", null, dueNs: 5);
        await writer.FlushAsync(Ct);
        var stored = await reader.TakeAsync(1, 3, Ct);
        Assert.Equal([1_700_000_000_123_456_789, 0, 5], stored.Select(r => r.DueNs));
    }

    [Fact]
    public async Task Two_readers_each_see_every_record()
    {
        var topic = await CreateTopicAsync(2);
        await using var one = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var two = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 100, Ct);
        await writer.WriteAsync(1, 100, 150, Ct);
        var seen = (await one.TakeAsync(2, 150, Ct)).OrderBy(r => (r.Partition, r.Offset));
        Assert.Equal(seen, (await two.TakeAsync(2, 150, Ct)).OrderBy(r => (r.Partition, r.Offset)));
    }

    [Fact]
    public async Task A_reader_starts_where_it_is_told()
    {
        var topic = await CreateTopicAsync(2);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 10, Ct);
        await writer.WriteAsync(1, 0, 10, Ct);
        await using var reader = await Transport.OpenReaderAsync(topic, [7, 10], ct: Ct);
        await writer.WriteAsync(1, 10, 12, Ct);
        var records = await reader.TakeAsync(2, 5, Ct);
        Assert.Equal([7L, 8, 9], records.Where(r => r.Partition == 0).Select(r => r.Offset));
        Assert.Equal(["10", "11"], records.Where(r => r.Partition == 1).Select(r => r.Value));
    }

    [Fact]
    public async Task A_reader_that_comes_late_sees_what_was_written_before()
    {
        var topic = await CreateTopicAsync();
        await using (var writer = await Transport.OpenWriterAsync(topic, Ct)) await writer.WriteAsync(0, 0, 20, Ct);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), (await reader.TakeAsync(1, 20, Ct)).Select(r => r.Value));
    }

    [Fact]
    public async Task The_number_of_partitions_is_returned_and_an_unknown_topic_rejected()
    {
        Assert.Equal(3, await Transport.PartitionsAsync(await CreateTopicAsync(3), Ct));
        await Assert.ThrowsAsync<UnknownTopicException>(async () => await Transport.PartitionsAsync("nobody-made-this", Ct));
    }

    [Fact]
    public async Task A_topic_keeps_its_id_until_it_is_made_again_under_its_name()
    {
        var topic = await CreateTopicAsync();
        var id = await Transport.TopicIdAsync(topic, Ct);
        Assert.NotNull(id);
        await using (var writer = await Transport.OpenWriterAsync(topic, Ct)) await writer.WriteAsync(0, 0, 3, Ct);
        Assert.Equal(id, await Transport.TopicIdAsync(topic, Ct));
        await Transport.CreateTopicsAsync([new(topic, 2)], Ct);
        var again = await Transport.TopicIdAsync(topic, Ct);
        Assert.NotNull(again);
        Assert.NotEqual(id, again);
        await Assert.ThrowsAsync<UnknownTopicException>(async () => await Transport.TopicIdAsync("nobody-made-this", Ct));
    }

    [Fact]
    public async Task End_offsets_are_exclusive_and_of_now()
    {
        var topic = await CreateTopicAsync(3);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        Assert.Equal(new long[] { 0, 0, 0 }, await reader.EndOffsetsAsync(Ct));
        await writer.WriteAsync(1, 0, 5, Ct);
        Assert.Equal(new long[] { 0, 5, 0 }, await reader.EndOffsetsAsync(Ct));
        await writer.WriteAsync(2, 0, 1, Ct);
        await writer.WriteAsync(1, 5, 7, Ct);
        Assert.Equal(new long[] { 0, 7, 1 }, await reader.EndOffsetsAsync(Ct));
    }

    [Fact]
    public async Task Append_times_never_decrease_within_a_partition()
    {
        var topic = await CreateTopicAsync(2);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        for (var i = 0; i < 200; i++) await writer.WriteAsync(i % 2, i, i + 1, Ct);
        var records = await reader.TakeAsync(2, 200, Ct);
        foreach (var partition in records.GroupBy(r => r.Partition))
        {
            var times = partition.Select(r => r.AppendTimeMs).ToList();
            Assert.All(times, time => Assert.True(time > 0));
            Assert.Equal(times.Order(), times);
        }
    }

    [Fact]
    public async Task Several_writers_side_by_side_lose_nothing_and_keep_their_order()
    {
        var topic = await CreateTopicAsync(2);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            await using var writer = await Transport.OpenWriterAsync(topic, Ct);
            for (var i = 0; i < 500; i++)
            {
                writer.Append(i % 2, $"writer {w}", $"{i}");
                if (i % 37 == 0) await writer.FlushAsync(Ct);
            }
            await writer.FlushAsync(Ct);
            Assert.Equal(new WriterCounts(500, 0), writer.Counts);
        }, Ct)).ToArray();
        var records = await reader.TakeAsync(2, 2_000, Ct);
        await Task.WhenAll(writers);
        foreach (var own in records.GroupBy(r => (r.Partition, r.Key)))
            Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{(i * 2) + own.Key.Partition}"), own.Select(r => r.Value));
    }

    [Fact]
    public async Task Values_of_a_megabyte_pass_between_small_ones()
    {
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        var large = string.Create(1 << 20, 0, (chars, _) =>
        {
            for (var i = 0; i < chars.Length; i++) chars[i] = (char)(i * 31 % 251);
        });
        string[] values = ["a", large, "b", large, large, "c"];
        foreach (var value in values) writer.Append(0, "k", value);
        await writer.FlushAsync(Ct);
        Assert.Equal(values, (await reader.TakeAsync(1, 6, Ct)).Select(r => r.Value));
    }

    [Fact]
    public async Task A_batch_holds_no_more_records_than_asked_for()
    {
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 100, Ct);
        // TakeAsync itself holds every batch against the maximum.
        var records = await reader.TakeAsync(1, 100, Ct, maxRecords: 7);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), records.Select(r => r.Value));
        Assert.False(reader.TryRead(0, 7, out _));
    }

    [Fact]
    public async Task A_batch_keeps_its_records_until_it_is_disposed()
    {
        var topic = await CreateTopicAsync();
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 10, Ct);
        var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        Assert.True(await reader.WaitToReadAsync(Ct));
        Assert.True(reader.TryRead(0, 3, out var first));
        await writer.WriteAsync(0, 10, 3_000, Ct);
        await reader.TakeAsync(1, 2_997, Ct);
        await reader.DisposeAsync();
        Assert.Equal(["0", "1", "2"], TopicRecords.Copy(first).Select(r => r.Value));
        first.Dispose();
    }

    [Fact]
    public async Task A_reader_keeps_up_with_a_writer_on_another_thread()
    {
        var topic = await CreateTopicAsync(2);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        var writing = Task.Run(async () =>
        {
            await using var writer = await Transport.OpenWriterAsync(topic, Ct);
            for (var i = 0; i < 2_000; i += 20) await writer.WriteAsync(i / 20 % 2, i, i + 20, Ct);
        }, Ct);
        var records = await reader.TakeAsync(2, 2_000, Ct, maxRecords: 33);
        await writing;
        Assert.Equal(Enumerable.Range(0, 2_000), records.Select(r => int.Parse(r.Value!)).Order());
    }

    [Fact]
    public async Task Records_and_end_offsets_can_be_read_while_a_wait_is_pending()
    {
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        var waiting = reader.WaitToReadAsync(Ct).AsTask();
        await writer.WriteAsync(0, 0, 3, Ct);
        Assert.Equal(new long[] { 3 }, await reader.EndOffsetsAsync(Ct));
        var taken = 0;
        while (taken < 3)
        {
            if (!reader.TryRead(0, 10, out var batch)) await Task.Yield();
            else using (batch) taken += batch.Count;
        }

        await writer.WriteAsync(0, 3, 4, Ct);
        Assert.True(await waiting);
        Assert.Equal("3", Assert.Single(await reader.TakeAsync(1, 1, Ct)).Value);
    }

    [Fact]
    public async Task Waiting_for_records_ends_when_it_is_cancelled()
    {
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        using var cancel = new CancellationTokenSource();
        var waiting = reader.WaitToReadAsync(cancel.Token).AsTask();
        Assert.False(waiting.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 1, Ct);
        Assert.Single(await reader.TakeAsync(1, 1, Ct));
    }

    [Fact]
    public async Task What_a_cancelled_flush_did_not_store_is_stored_by_the_next_or_counted()
    {
        var topic = await CreateTopicAsync();
        var writer = await Transport.OpenWriterAsync(topic, Ct);
        writer.Append(0, "k", "v");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.FlushAsync(new CancellationToken(canceled: true)));
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(1, 0), writer.Counts);
        writer.Append(0, "k", "v");
        await writer.DisposeAsync();
        Assert.Equal(2, writer.Counts.Stored + writer.Counts.Failed);
    }

    [Fact]
    public async Task A_flush_without_records_stores_none()
    {
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.FlushAsync(Ct);
        Assert.Equal(default, writer.Counts);
        Assert.Equal(new long[] { 0 }, await reader.EndOffsetsAsync(Ct));
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_named()
    {
        await CreateTopicAsync();
        Assert.Contains("'absent'", (await Assert.ThrowsAsync<UnknownTopicException>(async () => await Transport.OpenWriterAsync("absent", Ct))).Message);
        Assert.Contains("'absent'", (await Assert.ThrowsAsync<UnknownTopicException>(async () => await Transport.OpenReaderAsync("absent", ct: Ct))).Message);
    }

    [Fact]
    public async Task A_recreated_topic_is_empty_and_may_have_other_partitions()
    {
        var topic = await CreateTopicAsync();
        await using (var writer = await Transport.OpenWriterAsync(topic, Ct)) await writer.WriteAsync(0, 0, 10, Ct);
        await Transport.CreateTopicsAsync([new(topic, 2)], Ct);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        Assert.Equal(new long[] { 0, 0 }, await reader.EndOffsetsAsync(Ct));
        await using var again = await Transport.OpenWriterAsync(topic, Ct);
        await again.WriteAsync(1, 5, 6, Ct);
        var record = Assert.Single(await reader.TakeAsync(2, 1, Ct));
        Assert.Equal((1, 0L, "5"), (record.Partition, record.Offset, record.Value));
    }

    [Fact]
    public async Task Topics_do_not_see_each_others_records()
    {
        var (one, two) = (await CreateTopicAsync(), await CreateTopicAsync());
        await using var writer = await Transport.OpenWriterAsync(one, Ct);
        await writer.WriteAsync(0, 0, 10, Ct);
        await using var reader = await Transport.OpenReaderAsync(two, ct: Ct);
        Assert.Equal(new long[] { 0 }, await reader.EndOffsetsAsync(Ct));
        Assert.False(reader.TryRead(0, 10, out _));
    }

    [Fact]
    public async Task Arguments_that_fit_no_topic_are_refused()
    {
        var topic = await CreateTopicAsync(2);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Append(2, "k", "v"));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Append(-1, "k", "v"));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.TryRead(2, 1, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.TryRead(0, 0, out _));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Transport.OpenReaderAsync(topic, [0], ct: Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Transport.CreateTopicsAsync([new("none", 0)], Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Transport.CreateTopicsAsync([new(" ", 1)], Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Transport.CreateTopicsAsync([new("twice", 1), new("twice", 1)], Ct));
    }

    [Fact]
    public async Task A_reader_of_values_alone_gives_every_value_tombstone_and_offset()
    {
        var topic = await CreateTopicAsync(2);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        string?[] values = ["a", null, "", "b"];
        for (var p = 0; p < 2; p++)
            foreach (var value in values) writer.Append(p, "k", value, dueNs: 1);
        await writer.FlushAsync(Ct);
        await using var reader = await Transport.OpenReaderAsync(topic, [0, 1], RecordDetail.ValuesOnly, Ct);
        var records = await reader.TakeAsync(2, 7, Ct);
        Assert.Equal(values, records.Where(r => r.Partition == 0).Select(r => r.Value));
        Assert.Equal([(1L, null), (2L, ""), (3L, "b")], records.Where(r => r.Partition == 1).Select(r => (r.Offset, r.Value)));
    }

    [Fact]
    public async Task What_was_handed_over_is_stored_in_its_order_by_the_next_flush()
    {
        var topic = await CreateTopicAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        for (var i = 0; i < 500; i++)
        {
            writer.Append(0, "k", $"{i}");
            await writer.SubmitAsync(Ct);
        }

        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(500, 0), writer.Counts);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), (await reader.TakeAsync(1, 500, Ct)).Select(r => r.Value));
    }

    [Fact]
    public async Task What_was_handed_over_and_never_flushed_is_stored_or_counted_at_the_disposal()
    {
        var topic = await CreateTopicAsync();
        var writer = await Transport.OpenWriterAsync(topic, Ct);
        for (var i = 0; i < 100; i++) writer.Append(0, "k", $"{i}");
        await writer.SubmitAsync(Ct);
        await writer.DisposeAsync();
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        Assert.Equal(100, writer.Counts.Stored + writer.Counts.Failed);
        Assert.Equal(writer.Counts.Stored, (await reader.EndOffsetsAsync(Ct))[0]);
    }

    [Fact]
    public async Task The_position_is_behind_the_last_record_given()
    {
        var topic = await CreateTopicAsync(2);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 10, Ct);
        await writer.WriteAsync(1, 0, 4, Ct);
        await using var reader = await Transport.OpenReaderAsync(topic, [3, 0], ct: Ct);
        Assert.Equal((3, 0), (reader.Position(0), reader.Position(1)));
        Assert.True(await reader.WaitToReadAsync(0, Ct));
        Assert.True(reader.TryRead(0, 2, out var batch));
        Assert.Equal(3 + batch.Count, reader.Position(0));
        var left = 11 - batch.Count;
        batch.Dispose();
        await reader.TakeAsync(2, left, Ct);
        Assert.Equal((10, 4), (reader.Position(0), reader.Position(1)));
    }

    [Fact]
    public async Task Waiting_for_one_partition_is_not_ended_by_another()
    {
        var topic = await CreateTopicAsync(2);
        await using var reader = await Transport.OpenReaderAsync(topic, ct: Ct);
        await using var writer = await Transport.OpenWriterAsync(topic, Ct);
        await writer.WriteAsync(0, 0, 5, Ct);
        Assert.True(await reader.WaitToReadAsync(0, Ct));
        var waiting = reader.WaitToReadAsync(1, Ct).AsTask();
        await writer.WriteAsync(0, 5, 10, Ct);
        Assert.Equal(new long[] { 10, 0 }, await reader.EndOffsetsAsync(Ct));
        Assert.False(waiting.IsCompleted);
        await writer.WriteAsync(1, 0, 1, Ct);
        Assert.True(await waiting);
        Assert.True(reader.TryRead(1, 10, out var batch));
        batch.Dispose();
    }

    [Fact]
    public async Task Results_of_a_transaction_are_seen_only_once_it_is_committed()
    {
        var (input, results) = (await CreateTopicAsync(2), await CreateTopicAsync());
        await using var reader = await Transport.OpenResultsReaderAsync(results, ct: Ct);
        await using var writer = await Transport.OpenTransactionalWriterAsync(results, input, $"id-{results}", Ct);
        Assert.Null(writer.LastCommitted);
        await writer.WriteAsync(0, 0, 5, Ct);
        await using (var other = await Transport.OpenWriterAsync(input, Ct)) await other.WriteAsync(0, 0, 1, Ct);
        Assert.False(reader.TryRead(0, 10, out _));
        await writer.CommitAsync(new TransactionMark(1, [7, 0]), Ct);
        Assert.Equal(["0", "1", "2", "3", "4"], (await reader.TakeAsync(1, 5, Ct)).Select(r => r.Value));
        Assert.Equal(new WriterCounts(5, 0), writer.Counts);
    }

    [Fact]
    public async Task A_topic_that_ends_in_marks_of_transactions_is_read_to_its_end()
    {
        var (input, results) = (await CreateTopicAsync(), await CreateTopicAsync());
        await using var reader = await Transport.OpenResultsReaderAsync(results, ct: Ct);
        await using var writer = await Transport.OpenTransactionalWriterAsync(results, input, $"id-{results}", Ct);
        await writer.WriteAsync(0, 0, 3, Ct);
        await writer.CommitAsync(new TransactionMark(1, [3]), Ct);
        var end = (await reader.EndOffsetsAsync(Ct))[0];
        while (reader.Position(0) < end)
        {
            if (reader.TryRead(0, 10, out var records)) records.Dispose();
            else await reader.WaitToReadAsync(0, Ct);
        }

        Assert.Equal(end, reader.Position(0));
    }

    [Fact]
    public async Task The_mark_of_the_last_commit_is_there_for_the_next_owner_also_when_it_had_no_results()
    {
        var (input, results) = (await CreateTopicAsync(2), await CreateTopicAsync());
        await using (var writer = await Transport.OpenTransactionalWriterAsync(results, input, $"id-{results}", Ct))
        {
            await writer.WriteAsync(0, 0, 3, Ct);
            await writer.CommitAsync(new TransactionMark(1, [7, 0]), Ct);
            await writer.CommitAsync(new TransactionMark(2, [9, 4]), Ct);
            Assert.Equal(2, writer.LastCommitted?.CheckpointId);
        }

        await using var again = await Transport.OpenTransactionalWriterAsync(results, input, $"id-{results}", Ct);
        Assert.Equal(2, again.LastCommitted?.CheckpointId);
        Assert.Equal([9L, 4], again.LastCommitted!.Offsets);
        await using var other = await Transport.OpenTransactionalWriterAsync(results, input, $"other-{results}", Ct);
        Assert.Null(other.LastCommitted);
    }

    [Fact]
    public async Task What_an_owner_left_uncommitted_is_never_seen()
    {
        var (input, results) = (await CreateTopicAsync(), await CreateTopicAsync());
        await using var reader = await Transport.OpenResultsReaderAsync(results, ct: Ct);
        var first = await Transport.OpenTransactionalWriterAsync(results, input, $"id-{results}", Ct);
        await first.WriteAsync(0, 0, 5, Ct);
        await first.CommitAsync(new TransactionMark(1, [5]), Ct);
        await first.WriteAsync(0, 5, 9, Ct);
        await using var second = await Transport.OpenTransactionalWriterAsync(results, input, $"id-{results}", Ct);
        Assert.Equal(1, second.LastCommitted?.CheckpointId);
        await second.WriteAsync(0, 9, 12, Ct);
        await second.CommitAsync(new TransactionMark(2, [9]), Ct);
        var seen = await reader.TakeAsync(1, 8, Ct, gaps: true);
        Assert.Equal(["0", "1", "2", "3", "4", "9", "10", "11"], seen.Select(r => r.Value));
        await first.DisposeAsync();
        Assert.Equal(new WriterCounts(5, 4), first.Counts);
    }

    [Fact]
    public async Task An_owner_that_was_shut_out_cannot_commit()
    {
        var (input, results) = (await CreateTopicAsync(), await CreateTopicAsync());
        await using var first = await Transport.OpenTransactionalWriterAsync(results, input, $"id-{results}", Ct);
        first.Append(0, "k", "v");
        await using var second = await Transport.OpenTransactionalWriterAsync(results, input, $"id-{results}", Ct);
        var shutOut = await Assert.ThrowsAsync<TransportException>(async () => await first.CommitAsync(new TransactionMark(1, [5]), Ct));
        Assert.Contains("fenced this writer", shutOut.Message);
        await second.CommitAsync(new TransactionMark(1, [5]), Ct);
        await using var reader = await Transport.OpenResultsReaderAsync(results, ct: Ct);
        Assert.False(reader.TryRead(0, 10, out _));
    }
}
