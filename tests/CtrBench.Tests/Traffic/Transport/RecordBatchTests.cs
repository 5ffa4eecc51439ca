using CtrBench.Tests.Contracts;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Traffic.Transport;

public sealed class RecordBatchTests
{
    [Fact]
    public void A_slice_has_its_own_offsets_and_outlives_its_batch()
    {
        var batch = Numbers(10, firstOffset: 100);
        var slice = batch.Slice(3, 4);
        batch.Dispose();
        using (var inner = slice.Slice(1, 2)) Assert.Equal(["4", "5"], Values(inner));
        Assert.Equal((103L, 4), (slice.FirstOffset, slice.Count));
        Assert.Equal(["3", "4", "5", "6"], Values(slice));
        slice.Dispose();
    }

    [Fact]
    public void A_slice_keeps_its_records_while_the_batch_grows_or_is_cleared()
    {
        using var batch = Numbers(3);
        using var slice = batch.Slice(0, 3);
        for (var i = 3; i < 5_000; i++) batch.Add("k"u8, StoredRecord.Bytes($"{i}"));
        Assert.Equal(["0", "1", "2"], Values(slice));
        Assert.Equal(5_000, batch.Count);
        batch.Clear(7);
        batch.Add("k"u8, "new"u8);
        Assert.Equal(["0", "1", "2"], Values(slice));
        Assert.Equal(["new"], Values(batch));
        Assert.Equal(7, batch.FirstOffset);
    }

    [Fact]
    public void Only_the_end_of_a_buffer_takes_records()
    {
        using var batch = Numbers(3);
        using var slice = batch.Slice(0, 2);
        Assert.Throws<InvalidOperationException>(() => slice.Add("k"u8, "v"u8));
    }

    [Fact]
    public void Slices_outside_the_batch_are_refused()
    {
        using var batch = Numbers(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Slice(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Slice(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Value(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Key(-1));
    }

    [Fact]
    public void Giving_up_more_than_is_owned_is_an_error()
    {
        var batch = Numbers(1);
        batch.Retain().Dispose();
        Assert.Equal(1, batch.Count);
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(batch.Dispose);
        Assert.Throws<ObjectDisposedException>(() => batch.Add("k"u8, "v"u8));
    }

    [Fact]
    public void The_append_time_is_stamped_on_every_record_of_a_batch_only()
    {
        using var batch = Numbers(4);
        using var slice = batch.Slice(1, 2);
        slice.StampAppendTime(42);
        Assert.Equal([0L, 42, 42, 0], TopicRecords.Copy(batch).Select(r => r.AppendTimeMs));
    }

    private static RecordBatch Numbers(int count, long firstOffset = 0)
    {
        var batch = new RecordBatch(0, firstOffset);
        for (var i = 0; i < count; i++) batch.Add("k"u8, StoredRecord.Bytes($"{i}"));
        return batch;
    }

    private static IEnumerable<string?> Values(RecordBatch batch) => TopicRecords.Copy(batch).Select(r => r.Value);
}
