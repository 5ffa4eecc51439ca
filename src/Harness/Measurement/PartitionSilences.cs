namespace CtrBench.Harness.Measurement;

/// <summary>
/// When a partition may have been idle: from the idle timeout after a row until the next row that raises its largest event time. A reader
/// sees that row some time after it was stored, so the end is a second later, or a tick where ticks are longer. With several readers one
/// that returns counts again only once it has caught up with the others (F7), which may take any time: then a silence does not end. The
/// floor is so never too high. A partition is idle before its first row, and at the end.
/// </summary>
/// <param name="settings">Idle timeout, tick and readers.</param>
internal sealed class PartitionSilences(ContinuousSettings settings)
{
    private readonly double _slackMs = settings.SourceParallelism > 1 ? double.PositiveInfinity : Math.Max(1_000, settings.EmitIntervalMs);
    private readonly List<double> _fromMs = [];
    private readonly List<double> _toMs = [];
    private double _idleFromMs = double.MinValue;
    private long _maxMs = long.MinValue;

    /// <summary>Adds a row, in order of offset.</summary>
    public void Add(long eventTimeMs, double appendMs)
    {
        var raises = eventTimeMs > _maxMs;
        if (raises) _maxMs = eventTimeMs;
        if (appendMs > _idleFromMs)
        {
            if (!raises) return;
            // Silences that touch, because of the slack, are one.
            if (_toMs.Count > 0 && _idleFromMs <= _toMs[^1]) _toMs[^1] = appendMs + _slackMs;
            else
            {
                _fromMs.Add(_idleFromMs);
                _toMs.Add(appendMs + _slackMs);
            }
        }

        _idleFromMs = appendMs + settings.IdleTimeoutMs;
    }

    /// <summary>The first moment at or after <paramref name="atMs"/> at which the partition may be idle, epoch ms.</summary>
    public double IdleFrom(double atMs)
    {
        var index = _toMs.BinarySearch(atMs);
        if (index < 0) index = ~index;
        // The last silence has no end.
        return Math.Max(atMs, index < _toMs.Count ? _fromMs[index] : _idleFromMs);
    }
}
