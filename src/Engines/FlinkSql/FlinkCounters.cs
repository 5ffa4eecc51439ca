namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// A job's counters over its restarts: Flink resets its counters at each restart, and this keeps the earlier counts. Records read are then
/// derived from offsets, since a restart reads some records again.
/// </summary>
internal sealed class FlinkCounters(bool restored, Func<int, long> startOf)
{
    private readonly Dictionary<int, long> _positions = [];
    private Counter _recordsIn;
    private Counter _late;
    private Counter _sent;
    private bool _isOneRun = !restored;

    /// <summary>Records read from the events topic.</summary>
    public long RecordsRead => RecordsOfOneRun ?? _positions.Sum(at => Math.Max(0, at.Value - startOf(at.Key)));

    /// <summary>Records that the sources have counted; null when the job was restarted or restored, and has read some again.</summary>
    public long? RecordsOfOneRun => _isOneRun ? _recordsIn.Total : null;

    /// <summary>Late rows dropped, in Flink's unit.</summary>
    public long LateDropped => _late.Total;

    /// <summary>Results sent; a restart without a checkpoint sends some again, and they are counted again.</summary>
    public long ResultsSent => _sent.Total;

    /// <summary>The last watermark of the window operator, epoch ms; null before there is one.</summary>
    public long? WatermarkMs { get; private set; }

    /// <summary>Offset after the last record read of each partition.</summary>
    public IReadOnlyDictionary<int, long> Positions => _positions;

    /// <summary>Adds a sample of the job's metrics.</summary>
    public void Add(FlinkSample sample)
    {
        // A counter that fell was reset by a restart, and then all were: another may have caught up before this sample.
        if (_recordsIn.Fell(sample.RecordsIn) || _late.Fell(sample.Late) || _sent.Fell(sample.Sent))
        {
            _isOneRun = false;
            _recordsIn.BeginAgain();
            _late.BeginAgain();
            _sent.BeginAgain();
        }

        _recordsIn.Update(sample.RecordsIn);
        _late.Update(sample.Late);
        _sent.Update(sample.Sent);
        foreach (var (partition, position) in sample.Positions)
            _positions[partition] = Math.Max(position, _positions.GetValueOrDefault(partition));
        if (sample.WatermarkMs is { } watermarkMs) WatermarkMs = Math.Max(watermarkMs, WatermarkMs ?? watermarkMs);
    }

    /// <summary>Marks a restart of the job, whether visible in the counters or not.</summary>
    public void OnRestart() => _isOneRun = false;

    /// <summary>Sets the totals of a finished job, which include what came after the last sample.</summary>
    public void SetTotals(long recordsRead, long resultsSent)
    {
        if (!_isOneRun) return;
        _recordsIn.Update(Math.Max(recordsRead, _recordsIn.Total));
        _sent.Update(Math.Max(resultsSent, _sent.Total));
    }

    private struct Counter
    {
        private long _before;
        private long _last;

        public readonly long Total => _before + _last;

        public readonly bool Fell(long? value) => value < _last;

        public void BeginAgain() => (_before, _last) = (_before + _last, 0);

        public void Update(long? value) => _last = value ?? _last;
    }
}
