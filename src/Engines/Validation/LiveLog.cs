using CtrBench.Engines.Emulation;

namespace CtrBench.Engines.Validation;

/// <summary>The events topic as stored, row by row: each partition in offset order.</summary>
public sealed class LiveLog
{
    private readonly List<LiveRow>[] _partitions;

    private LiveLog(int partitions) => _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new List<LiveRow>())];

    /// <summary>Records stored, broken ones included.</summary>
    public long Records { get; private set; }

    /// <summary>Rows by partition, in offset order.</summary>
    public IReadOnlyList<IReadOnlyList<LiveRow>> Partitions => _partitions;

    /// <summary>
    /// Reads stored records as the engine of <paramref name="kind"/> does (K10). The batches of a partition come in order.
    /// </summary>
    public static LiveLog Read(IEnumerable<RecordBatch> batches, int partitions, CtrQuery query, TwinKind kind)
    {
        var log = new LiveLog(partitions);
        var keys = new KeyTable();
        var parser = new Utf8EventParser(TwinParseProfile.Of(kind, query), keys);
        var rows = new EventBatch();
        foreach (var batch in batches)
        {
            log.Records += batch.Count;
            for (var i = 0; i < batch.Count; i++)
            {
                // One by one: a record may give several rows, and each has the append time of its record.
                using var one = new RecordBatch(batch.Partition, batch.FirstOffset + i);
                one.Add(default, batch.Value(i), batch.IsTombstone(i));
                parser.Parse(one, rows);
                for (var r = 0; r < rows.Count; r++)
                {
                    log._partitions[batch.Partition].Add(new LiveRow(
                        batch.Partition, batch.AppendTimeMs(i), rows.EventTimeMs[r], rows.Flags[r], rows.ProducerTimestampNs[r],
                        query.GroupBy == GroupField.None ? null : keys.Text(rows.KeyIds[r])));
                }
            }
        }

        return log;
    }
}
