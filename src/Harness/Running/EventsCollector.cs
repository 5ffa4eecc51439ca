using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
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
    private readonly EventDigests _digests;
    private readonly KeyTable _keys = new();
    private readonly LateAppends _late = new();
    private readonly EventTimeAudit _times;
    private readonly EventsWriter? _file;
    private readonly EventBatch _rows = new(MaxRecords);
    private readonly int _partitionsAtStart;
    private long[] _position;
    private double[] _appendMs = new double[MaxRecords];
    private long[] _dueNs = new long[MaxRecords];
    private long _missingOffsets;
    private long _removed;
    private long _foreign;
    private long _untimed;
    private long _readMs;

    /// <summary>
    /// A collector from <paramref name="reader"/>, which it takes over and which stands at <paramref name="startOffsets"/>. It counts what
    /// <paramref name="profile"/> reads: the engine's own reading of odd JSON.
    /// </summary>
    public EventsCollector(
        ITopicReader reader, IReadOnlyList<long> startOffsets, CtrQuery query, ParseProfile profile, TimeProvider clock)
    {
        (_reader, _clock) = (reader, clock);
        _times = new EventTimeAudit(query.Schema);
        _parser = new SkeletonEventParser(profile, _keys);
        _oracle = new Oracle(query, startOffsets.Count, _keys);
        _digests = new EventDigests(startOffsets.Count);
        _position = [.. startOffsets];
        _partitionsAtStart = startOffsets.Count;
    }

    /// <summary>Opens events.csv with the key table of the rows; null: they are not kept. The caller completes it.</summary>
    public Func<KeyTable, EventsWriter>? Keep { init => _file = value?.Invoke(_keys); }

    /// <summary>Offsets that were removed before the collector started.</summary>
    public long RemovedBefore { get; init; }

    /// <summary>Ends the reading to the end of what is stored, where that has to be waited for.</summary>
    public CancellationToken GiveUp { get; init; }

    /// <summary>Reads until <paramref name="ct"/> is cancelled, then to the end of what is stored.</summary>
    public Task RunAsync(CancellationToken ct) => new TopicReading(_reader, MaxRecords, _clock, Collect) { GiveUp = GiveUp }.RunAsync(ct);

    /// <summary>The exact windows, in order.</summary>
    public IEnumerable<ExpectedWindow> Windows() => _oracle.Windows();

    /// <summary>What fits in no window.</summary>
    public CollectorReport Report() => _oracle.Report() with
    {
        MissingOffsets = _missingOffsets + RemovedLast(),
        RemovedOffsets = _removed + RemovedLast(),
        RemovedBefore = RemovedBefore,
        EventsWithoutAppendTime = _untimed,
        PartitionsAdded = _reader.State is { } state ? state.Partitions - _partitionsAtStart : 0,
        ForeignRecords = _foreign,
        FirstEventTimesMs = _oracle.FirstEventTimesMs,
        EventTimes = _times.Report,
        Partitions = _digests.Digests(),
        LateAppends = _late.Spans is { Count: > 0 } spans ? spans : null,
    };

    /// <summary>Gives events.csv its name, if it is kept; after the reading.</summary>
    public void CompleteFile() => _file?.Complete();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file?.Dispose();
        return _reader.DisposeAsync();
    }

    private void Collect(RecordBatch records)
    {
        if (records.Partition >= _position.Length) AddPartitions(records.Partition + 1);
        ref var position = ref _position[records.Partition];
        if (records.FirstOffset > position) AddMissing(records.Partition, position, records.FirstOffset);
        position = records.FirstOffset + records.Count;
        _readMs = _clock.NowMs();
        Look(records);
        _parser.Parse(records, _rows);
        // Every record gives a row at least, if only a malformed one.
        if (_rows.Count == records.Count) AddRows(records);
        else AddOneByOne(records);
    }

    private void AddPartitions(int count)
    {
        Array.Resize(ref _position, count);
        _oracle.AddPartitions(count);
    }

    // Offsets before the oldest one kept were removed; others never held a record for this reader.
    private void AddMissing(int partition, long from, long to)
    {
        _missingOffsets += to - from;
        if (_reader.State is { } state && partition < state.FirstKept.Count)
            _removed += Math.Max(0, Math.Min(to, state.FirstKept[partition]) - from);
    }

    // What was removed behind the last record that was read: no record has shown it.
    private long RemovedLast() => _reader.State is not { } state ? 0 : state.Removed.Sum(
        gone => Math.Max(0, gone.To - Math.Max(gone.From, gone.Partition < _position.Length ? _position[gone.Partition] : 0)));

    private void Look(RecordBatch records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (records.IsForeign(i)) _foreign++;
            if (records.AppendTimeMs(i) == RecordBatch.UnknownTime) _untimed++;
            else if (records.DueNs(i) is var due and not 0) _late.Add(EpochMs.Of(due), records.AppendTimeMs(i));
        }
    }

    private void AddRows(RecordBatch records)
    {
        if (_appendMs.Length < records.Count) (_appendMs, _dueNs) = (new double[records.Count], new long[records.Count]);
        for (var i = 0; i < records.Count; i++)
        {
            _appendMs[i] = AppendMs(records, i);
            _dueNs[i] = DueNs(records, i);
            Audit(records, i, row: i);
        }

        _oracle.Add(_rows, _appendMs, _dueNs);
        for (var row = 0; row < _rows.Count; row++) KeepRow(row, _appendMs[row], _dueNs[row]);
    }

    private void KeepRow(int row, double appendMs, long dueNs)
    {
        var (timeMs, flags, stampNs) = (_rows.EventTimeMs[row], _rows.Flags[row], _rows.ProducerTimestampNs[row]);
        _digests.Add(_rows.Partition, timeMs, flags, stampNs, appendMs);
        _file?.Write(
            _rows.Partition, timeMs, flags, stampNs, dueNs == Oracle.UnknownDue ? null : dueNs, appendMs, _rows.KeyIds[row]);
    }

    private static double AppendMs(RecordBatch records, int index) =>
        records.AppendTimeMs(index) is var ms and not RecordBatch.UnknownTime ? ms : double.NaN;

    private static long DueNs(RecordBatch records, int index) =>
        records.DueNs(index) is var due and not 0 ? due : Oracle.UnknownDue;

    // A record with an array gives several rows (K10): no column of the batch says which record a row came from.
    private void AddOneByOne(RecordBatch records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            using var one = records.Slice(i, 1);
            _parser.Parse(one, _rows);
            var (appendMs, dueNs) = (AppendMs(records, i), DueNs(records, i));
            for (var row = 0; row < _rows.Count; row++)
            {
                Audit(records, i, row);
                _oracle.Add(
                    _rows.Partition, _rows.EventTimeMs[row], _rows.Flags[row], _rows.ProducerTimestampNs[row], _rows.KeyIds[row],
                    appendMs, dueNs);
                KeepRow(row, appendMs, dueNs);
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
        // A record was stored before it was read: where the log does not say when, that is the latest it can have been.
        var appendMs = AppendMs(records, record);
        _times.Add(_rows.EventTimeMs[row], stampNs, double.IsNaN(appendMs) ? _readMs : appendMs);
    }
}
