using CtrBench.Windows.Emulation;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// The events topic as stored, row by row: each partition in offset order. Stored records are read as by the engine of a twin (K10).
/// </summary>
internal sealed class StoredLog
{
    private readonly List<StoredRow>[] _partitions;
    private readonly KeyTable _keys = new();
    private readonly EventBatch _rows = new();
    private readonly Utf8EventParser _parser;
    private readonly bool _grouped;

    /// <summary>An empty log with this number of partitions.</summary>
    public StoredLog(int partitions, CtrQuery query, EngineFamily kind)
    {
        _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new List<StoredRow>())];
        _parser = new Utf8EventParser(TwinParseProfile.Of(kind, query), _keys);
        _grouped = query.GroupBy != GroupField.None;
    }

    /// <summary>Records stored, including broken ones.</summary>
    public long Records { get; private set; }

    /// <summary>Rows by partition, in offset order.</summary>
    public IReadOnlyList<IReadOnlyList<StoredRow>> Partitions => _partitions;

    /// <summary>Adds the next records of their partition.</summary>
    public void Add(RecordBatch batch)
    {
        Records += batch.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            // One by one, since a record may give several rows, each with the append time of its record.
            using var one = batch.Slice(i, 1);
            _parser.Parse(one, _rows);
            for (var r = 0; r < _rows.Count; r++)
            {
                _partitions[batch.Partition].Add(new StoredRow(
                    batch.Partition, batch.FirstOffset + i, batch.AppendTimeMs(i),
                    _rows.EventTimeMs[r], _rows.Flags[r], _rows.ProducerTimestampNs[r],
                    _grouped ? _keys.Text(_rows.KeyIds[r]) : null));
            }
        }
    }
}

/// <summary>A row of the events topic as stored.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Offset of its record.</param>
/// <param name="AppendMs">When the log stored its record, epoch ms.</param>
/// <param name="EventTimeMs">Event time, epoch ms; meaningful only with a valid one.</param>
/// <param name="Flags">Its kind and validity.</param>
/// <param name="StampNs">Producer timestamp, epoch ns.</param>
/// <param name="Key">Group key; null when not grouped.</param>
internal readonly record struct StoredRow(
    int Partition, long Offset, long AppendMs, long EventTimeMs, RowFlags Flags, long StampNs, string? Key)
{
    /// <summary>Whether it has a valid event time.</summary>
    public bool IsValid => (Flags & RowFlags.HasEventTime) != 0;

    /// <summary>Whether it is in the counts of its windows: valid rows of other kinds are in none of them (K9).</summary>
    public bool IsCounted => IsValid && (Flags & (RowFlags.View | RowFlags.Click)) != 0;
}
