namespace CtrBench.Windows.Emulation;

/// <summary>
/// Event-time statistics of the rows of one batch (S1, S4, S6): including late rows; a row without a time counts as 0 ms. The mean is a
/// running mean per partition in offset order, merged in partition order, as in Spark's tasks, so that the doubles are equal.
/// </summary>
internal sealed class MicroBatchStatistics(int partitions)
{
    private readonly long[] _counts = new long[partitions];
    private readonly double[] _means = new double[partitions];
    private long _minMs = long.MaxValue;
    private long _maxMs = long.MinValue;

    /// <summary>Whether the batch had rows.</summary>
    public bool HasRows => _minMs <= _maxMs;

    /// <summary>Largest event time, epoch ms.</summary>
    public long MaxMs => _maxMs;

    /// <summary>The partition of the first row with it; -1 without rows.</summary>
    public int MaxPartition { get; private set; } = -1;

    /// <summary>Adds one row.</summary>
    public void Add(int partition, long eventTimeMs)
    {
        if (eventTimeMs < _minMs) _minMs = eventTimeMs;
        if (eventTimeMs > _maxMs) (_maxMs, MaxPartition) = (eventTimeMs, partition);
        var count = ++_counts[partition];
        _means[partition] += (eventTimeMs - _means[partition]) / count;
    }

    /// <summary>The statistics so far; null without rows.</summary>
    public EventTimeStatistics? Read()
    {
        if (!HasRows) return null;
        var (count, mean) = (0L, 0.0);
        for (var p = 0; p < _counts.Length; p++)
        {
            if (_counts[p] == 0) continue;
            mean = count == 0 ? _means[p] : (mean * count + _means[p] * _counts[p]) / (count + _counts[p]);
            count += _counts[p];
        }

        return new EventTimeStatistics(_minMs, _maxMs, (long)mean);
    }

    /// <summary>Clears all rows.</summary>
    public void Reset()
    {
        Array.Clear(_counts);
        Array.Clear(_means);
        (_minMs, _maxMs, MaxPartition) = (long.MaxValue, long.MinValue, -1);
    }
}
