namespace CtrBench.Windows.Emulation;

/// <summary>
/// The rows that a twin dropped as late, with sliding windows once for each window that a row missed: the first of them one by one, all of
/// them counted. May be read while it grows.
/// </summary>
internal sealed class LateRows
{
    /// <summary>Rows that are listed, at the most.</summary>
    public const int MostListed = 100_000;

    private readonly Lock _gate = new();
    private readonly List<LateRow> _listed = [];
    private long _rows;
    private long _furthestMs = long.MinValue;

    /// <summary>All of them.</summary>
    public long Rows
    {
        get
        {
            lock (_gate) return _rows;
        }
    }

    /// <summary>Those that are listed, in the order in which they were dropped.</summary>
    public IReadOnlyList<LateRow> Listed
    {
        get
        {
            lock (_gate) return [.. _listed];
        }
    }

    /// <summary>
    /// The smallest delay with which none of them would have been late, ms; null without any. Under a delay of D every watermark is D
    /// behind the newest row, so a delay that is longer by x puts each of them x further back. Not exact with two-phase aggregation, where
    /// another delay also moves the flushes.
    /// </summary>
    public long? KeptByDelayMs(long delayMs)
    {
        lock (_gate) return _rows == 0 ? null : delayMs + _furthestMs + 1;
    }

    /// <summary>Rows of one window are dropped, whose end the deciding watermark has passed by <paramref name="pastEndMs"/>.</summary>
    public void Count(long rows, long pastEndMs)
    {
        lock (_gate)
        {
            _rows += rows;
            _furthestMs = Math.Max(_furthestMs, pastEndMs);
        }
    }

    /// <summary>Lists one of them.</summary>
    public void List(in LateRow row)
    {
        lock (_gate)
        {
            if (_listed.Count < MostListed) _listed.Add(row);
        }
    }
}

/// <summary>A row that was dropped as late from one of its windows.</summary>
/// <param name="Partition">Partition of the events topic.</param>
/// <param name="Offset">Offset of its record; null where records gave several rows, so that it is not known.</param>
/// <param name="EventTimeMs">Event time, epoch ms.</param>
/// <param name="WindowStartMs">Start of its window, epoch ms.</param>
/// <param name="WatermarkMs">The watermark that decided, in the terms of its engine, epoch ms.</param>
/// <param name="Step">The step that dropped it: a micro-batch; a tick, or emitted on-event a row, counted from 1.</param>
internal readonly record struct LateRow(
    int Partition, long? Offset, long EventTimeMs, long WindowStartMs, long WatermarkMs, long Step);

/// <summary>What a watermark rests on.</summary>
/// <param name="Partition">
/// The partition that it is due to: of a micro-batch engine the one with the newest row, of a continuous one the slowest of those that
/// count. -1: none, because all are idle, or because it is that of a checkpoint.
/// </param>
/// <param name="Step">The step that moved it, as in <see cref="LateRow"/>.</param>
internal readonly record struct WatermarkBasis(int Partition, long Step);

/// <summary>The watermark rose.</summary>
/// <param name="AtMs">When, epoch ms.</param>
/// <param name="WatermarkMs">To what, epoch ms.</param>
/// <param name="Basis">What it rests on.</param>
internal readonly record struct WatermarkStep(double AtMs, long WatermarkMs, WatermarkBasis Basis);

/// <summary>What a twin did that its results do not show; of a real engine, what its twin does with the same log.</summary>
/// <param name="Late">The rows that it dropped.</param>
/// <param name="Steps">The steps of its watermark.</param>
internal sealed record TwinTrace(LateRows Late, IReadOnlyList<WatermarkStep> Steps);

/// <summary>A row in a local aggregate that may be late once it is flushed.</summary>
internal readonly record struct HeldRow(int Partition, long? Offset, long EventTimeMs);
