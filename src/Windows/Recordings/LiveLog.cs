using CtrBench.Windows.Emulation;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// The events topic as stored, row by row: each partition in offset order. Stored records are read as the engine of a twin does (K10).
/// </summary>
public sealed class LiveLog
{
    private readonly List<LiveRow>[] _partitions;
    private readonly KeyTable _keys = new();
    private readonly EventBatch _rows = new();
    private readonly Utf8EventParser _parser;
    private readonly bool _grouped;

    /// <summary>A log of so many partitions, still empty.</summary>
    public LiveLog(int partitions, CtrQuery query, EngineFamily kind)
    {
        _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new List<LiveRow>())];
        _parser = new Utf8EventParser(TwinParseProfile.Of(kind, query), _keys);
        _grouped = query.GroupBy != GroupField.None;
    }

    /// <summary>Records stored, broken ones included.</summary>
    public long Records { get; private set; }

    /// <summary>Rows by partition, in offset order.</summary>
    public IReadOnlyList<IReadOnlyList<LiveRow>> Partitions => _partitions;

    /// <summary>A log of these stored records. The batches of a partition come in order.</summary>
    public static LiveLog Read(IEnumerable<RecordBatch> batches, int partitions, CtrQuery query, EngineFamily kind)
    {
        var log = new LiveLog(partitions, query, kind);
        foreach (var batch in batches) log.Take(batch);
        return log;
    }

    /// <summary>Takes the next records of their partition.</summary>
    public void Take(RecordBatch batch)
    {
        Records += batch.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            // One by one: a record may give several rows, and each has the append time of its record.
            using var one = batch.Slice(i, 1);
            _parser.Parse(one, _rows);
            for (var r = 0; r < _rows.Count; r++)
            {
                _partitions[batch.Partition].Add(new LiveRow(
                    batch.Partition, batch.AppendTimeMs(i), _rows.EventTimeMs[r], _rows.Flags[r], _rows.ProducerTimestampNs[r],
                    _grouped ? _keys.Text(_rows.KeyIds[r]) : null));
            }
        }
    }
}
