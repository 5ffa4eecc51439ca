using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Measurement;

/// <summary>One window of the oracle: an accumulator for each key id, dense.</summary>
internal sealed class OracleWindow(long startMs)
{
    private OracleCell[] _cells = new OracleCell[1];

    /// <summary>Window start, epoch ms.</summary>
    public long StartMs { get; } = startMs;

    /// <summary>The cells by key id; those without rows are empty.</summary>
    public ReadOnlySpan<OracleCell> Cells => _cells;

    /// <summary>Adds the rows of another window.</summary>
    public void Add(OracleWindow other)
    {
        if (other._cells.Length > _cells.Length) Array.Resize(ref _cells, other._cells.Length);
        for (var key = 0; key < other._cells.Length; key++)
        {
            ref readonly var from = ref other._cells[key];
            if (from.Counts.Rows == 0) continue;
            ref var cell = ref _cells[key];
            var isFirst = cell.Counts.Rows == 0;
            if (isFirst || from.FirstAppendMs < cell.FirstAppendMs) cell.FirstAppendMs = from.FirstAppendMs;
            if (isFirst || from.LastAppendMs > cell.LastAppendMs) cell.LastAppendMs = from.LastAppendMs;
            if (isFirst || from.MaxDueNs > cell.MaxDueNs) cell.MaxDueNs = from.MaxDueNs;
            cell.Counts.Merge(from.Counts);
        }
    }

    /// <summary>Counts one row.</summary>
    public void Add(RowFlags flags, long producerTimestampNs, int keyId, double appendMs, long dueNs)
    {
        if (keyId >= _cells.Length) Array.Resize(ref _cells, Math.Max(keyId + 1, _cells.Length * 2));
        ref var cell = ref _cells[keyId];
        if (cell.Counts.Rows == 0)
        {
            cell.FirstAppendMs = cell.LastAppendMs = appendMs;
            cell.MaxDueNs = dueNs;
        }
        else
        {
            // Partitions are read one after the other, so append times are not in order.
            if (appendMs > cell.LastAppendMs) cell.LastAppendMs = appendMs;
            else if (appendMs < cell.FirstAppendMs) cell.FirstAppendMs = appendMs;
            if (dueNs > cell.MaxDueNs) cell.MaxDueNs = dueNs;
        }
        cell.Counts.Add(flags, producerTimestampNs);
    }
}

/// <summary>The oracle's data of one window and key.</summary>
internal struct OracleCell
{
    /// <summary>The exact counts.</summary>
    public CtrCounts Counts;

    /// <summary>Append time of the first record, epoch ms.</summary>
    public double FirstAppendMs;

    /// <summary>Append time of the last record, epoch ms.</summary>
    public double LastAppendMs;

    /// <summary>Largest intended time, epoch ns; <see cref="Oracle.UnknownDue"/> when none is known.</summary>
    public long MaxDueNs;
}
