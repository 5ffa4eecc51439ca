using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Running;

/// <summary>Reads the events topic as stored into the oracle, beside the engine and independent of it.</summary>
internal sealed class EventsCollector : IAsyncDisposable
{
    private const int MaxRecords = 4_096;
    private readonly ITopicReader _reader;
    private readonly TimeProvider _clock;
    private readonly SkeletonEventParser _parser;
    private readonly Oracle _oracle;
    private readonly LateAppends _late = new();
    private readonly EventTimeAudit _times = new();
    private readonly EventBatch _rows = new(MaxRecords);
    private readonly long[] _position;
    private double[] _appendMs = new double[MaxRecords];
    private long[] _dueNs = new long[MaxRecords];
    private long _missingOffsets;
    private long _foreign;

    /// <summary>
    /// A collector from <paramref name="reader"/>, which it takes over and which stands at <paramref name="startOffsets"/>. It counts what
    /// <paramref name="profile"/> reads: the engine's own reading of odd JSON.
    /// </summary>
    public EventsCollector(
        ITopicReader reader, IReadOnlyList<long> startOffsets, CtrQuery query, ParseProfile profile, TimeProvider clock)
    {
        var keys = new KeyTable();
        (_reader, _clock) = (reader, clock);
        _parser = new SkeletonEventParser(profile, keys);
        _oracle = new Oracle(query, startOffsets.Count, keys);
        _position = [.. startOffsets];
    }

    /// <summary>Reads until <paramref name="ct"/> is cancelled, then to the end of what is stored.</summary>
    public Task RunAsync(CancellationToken ct) => new TopicReading(_reader, MaxRecords, _clock, Collect).RunAsync(ct);

    /// <summary>The exact windows, in order.</summary>
    public IEnumerable<ExpectedWindow> Windows() => _oracle.Windows();

    /// <summary>What fits in no window.</summary>
    public CollectorReport Report() => new()
    {
        EventsStored = _oracle.Records,
        EventsMalformed = _oracle.Malformed,
        MaxEventTimeMs = _oracle.MaxEventTimeMs,
        MissingOffsets = _missingOffsets,
        ForeignRecords = _foreign,
        Partitions = _oracle.Partitions,
        EventTimes = _times.Report,
        LateAppends = _late.Spans is { Count: > 0 } spans ? spans : null,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private void Collect(RecordBatch records)
    {
        _missingOffsets += records.FirstOffset - _position[records.Partition];
        _position[records.Partition] = records.FirstOffset + records.Count;
        Look(records);
        _parser.Parse(records, _rows);
        // Every record gives a row at least, if only a malformed one.
        if (_rows.Count == records.Count) AddRows(records);
        else AddOneByOne(records);
    }

    private void Look(RecordBatch records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (records.IsForeign(i)) _foreign++;
            if (records.DueNs(i) is var due and not 0) _late.Add(EpochMs.Of(due), records.AppendTimeMs(i));
        }
    }

    private void AddRows(RecordBatch records)
    {
        if (_appendMs.Length < records.Count) (_appendMs, _dueNs) = (new double[records.Count], new long[records.Count]);
        for (var i = 0; i < records.Count; i++)
        {
            _appendMs[i] = records.AppendTimeMs(i);
            _dueNs[i] = records.DueNs(i) is var due and not 0 ? due : Oracle.UnknownDue;
            Audit(records, i, row: i);
        }

        _oracle.Add(_rows, _appendMs, _dueNs);
    }

    // A record with an array gives several rows (K10): no column of the batch says which record a row came from.
    private void AddOneByOne(RecordBatch records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            using var one = records.Slice(i, 1);
            _parser.Parse(one, _rows);
            for (var row = 0; row < _rows.Count; row++)
            {
                Audit(records, i, row);
                _oracle.Add(
                    _rows.Partition, _rows.EventTimeMs[row], _rows.Flags[row], _rows.ProducerTimestampNs[row], _rows.KeyIds[row],
                    records.AppendTimeMs(i), records.DueNs(i) is var due and not 0 ? due : Oracle.UnknownDue);
            }
        }
    }

    private void Audit(RecordBatch records, int record, int row)
    {
        var flags = _rows.Flags[row];
        if ((flags & RowFlags.HasEventTime) == 0)
        {
            _times.AddMalformed(records.Value(record));
            return;
        }

        long? stampNs = (flags & RowFlags.HasProducerTimestamp) != 0 ? _rows.ProducerTimestampNs[row] : null;
        _times.Add(_rows.EventTimeMs[row], stampNs, records.AppendTimeMs(record));
    }
}
