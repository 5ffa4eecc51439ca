using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>Writing and reading topics the way tests want it: whole records.</summary>
public static class TopicRecords
{
    /// <summary>
    /// Takes <paramref name="count"/> records, waiting for them, and checks that the offsets of each partition are contiguous, or (with
    /// <paramref name="gaps"/>, for topics of transactions) that they rise.
    /// </summary>
    public static async Task<List<StoredRecord>> TakeAsync(
        this ITopicReader reader, int partitions, int count, CancellationToken ct, int maxRecords = 1000, bool gaps = false)
    {
        var records = new List<StoredRecord>();
        var next = new long?[partitions];
        while (records.Count < count)
        {
            var before = records.Count;
            for (var p = 0; p < partitions; p++)
            {
                if (!reader.TryRead(p, maxRecords, out var batch)) continue;
                using (batch)
                {
                    Assert.InRange(batch.Count, 1, maxRecords);
                    Assert.Equal(p, batch.Partition);
                    Assert.InRange(batch.FirstOffset, next[p] ?? 0, gaps ? long.MaxValue : next[p] ?? long.MaxValue);
                    next[p] = batch.FirstOffset + batch.Count;
                    records.AddRange(Copy(batch));
                }
            }
            if (records.Count == before)
                Assert.True(await reader.WaitToReadAsync(ct), $"the topic ended after {records.Count} of {count} records");
        }
        Assert.Equal(count, records.Count);
        return records;
    }

    /// <summary>The records of a batch.</summary>
    public static IEnumerable<StoredRecord> Copy(RecordBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var value = batch.IsTombstone(i) ? null : StoredRecord.Text(batch.Value(i));
            var key = StoredRecord.Text(batch.Key(i));
            yield return new(batch.Partition, batch.FirstOffset + i, key, value, batch.AppendTimeMs(i), batch.DueNs(i));
        }
    }

    /// <summary>Appends a record given as text; a null value is a tombstone.</summary>
    public static void Append(this ITopicWriter writer, int partition, string key, string? value, long dueNs = 0)
        => writer.Append(partition, StoredRecord.Bytes(key), StoredRecord.Bytes(value ?? ""), value is null, dueNs);

    /// <summary>
    /// Appends records with the numbers <paramref name="from"/> .. <paramref name="to"/> (exclusive) as values and flushes.
    /// </summary>
    public static async Task WriteAsync(this ITopicWriter writer, int partition, int from, int to, CancellationToken ct)
    {
        for (var i = from; i < to; i++) writer.Append(partition, "k", $"{i}");
        await writer.FlushAsync(ct);
    }
}
