using CtrBench.Harness.Measurement;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Events;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>Reads the events topic as stored into the oracle, beside the engine and independent of it.</summary>
internal sealed class EventsCollector : IAsyncDisposable
{
    private const int MaxRecords = 4_096;
    private readonly ITopicReader _reader;
    private readonly SkeletonEventParser _parser;
    private readonly Oracle _oracle;
    private readonly EventBatch _rows = new(MaxRecords);
    private readonly long[] _position;
    private double[] _appendMs = new double[MaxRecords];
    private long[] _dueNs = new long[MaxRecords];
    private long _missingOffsets;

    /// <summary>
    /// A collector of <paramref name="topic"/> that counts what <paramref name="profile"/> reads: the engine's own reading of odd JSON.
    /// </summary>
    public EventsCollector(ITransport transport, string topic, int partitions, CtrQuery query, ParseProfile profile)
    {
        var keys = new KeyTable();
        _reader = transport.OpenReader(topic);
        _parser = new SkeletonEventParser(profile, keys);
        _oracle = new Oracle(query, partitions, keys);
        _position = new long[partitions];
    }

    /// <summary>Reads until <paramref name="ct"/> is cancelled, then to the end of what is stored.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            while (!ct.IsCancellationRequested)
            {
                if (!ReadOnce() && !await _reader.WaitToReadAsync(ct).ConfigureAwait(false)) break;
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over: what is stored by now is still read below.
        }

        while (ReadOnce())
        {
        }
    }

    /// <summary>The exact windows, in order.</summary>
    public IEnumerable<ExpectedWindow> Windows() => _oracle.Windows();

    /// <summary>What fits in no window.</summary>
    public CollectorReport Report() => new()
    {
        EventsStored = _oracle.Records,
        EventsMalformed = _oracle.Malformed,
        MaxEventTimeMs = _oracle.MaxEventTimeMs,
        MissingOffsets = _missingOffsets,
        ForeignRecords = 0,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private bool ReadOnce()
    {
        var any = false;
        for (var p = 0; p < _position.Length; p++)
        {
            if (!_reader.TryRead(p, MaxRecords, out var records)) continue;
            using (records) Take(records);
            any = true;
        }

        return any;
    }

    private void Take(RecordBatch records)
    {
        _missingOffsets += records.FirstOffset - _position[records.Partition];
        _position[records.Partition] = records.FirstOffset + records.Count;
        _parser.Parse(records, _rows);
        // Every record gives a row at least, if only a malformed one.
        if (_rows.Count == records.Count) TakeRows(records);
        else TakeOneByOne(records);
    }

    private void TakeRows(RecordBatch records)
    {
        if (_appendMs.Length < records.Count) (_appendMs, _dueNs) = (new double[records.Count], new long[records.Count]);
        for (var i = 0; i < records.Count; i++)
        {
            _appendMs[i] = records.AppendTimeMs(i);
            _dueNs[i] = records.DueNs(i) is var due and not 0 ? due : Oracle.UnknownDue;
        }

        _oracle.Add(_rows, _appendMs, _dueNs);
    }

    // A record with an array gives several rows (K10): no column of the batch says which record a row came from.
    private void TakeOneByOne(RecordBatch records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            using var one = records.Slice(i, 1);
            _parser.Parse(one, _rows);
            for (var row = 0; row < _rows.Count; row++)
            {
                _oracle.Add(
                    _rows.Partition, _rows.EventTimeMs[row], _rows.Flags[row], _rows.ProducerTimestampNs[row], _rows.KeyIds[row],
                    records.AppendTimeMs(i), records.DueNs(i) is var due and not 0 ? due : Oracle.UnknownDue);
            }
        }
    }
}
