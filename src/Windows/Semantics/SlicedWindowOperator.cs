using System.Diagnostics;

namespace CtrBench.Windows.Semantics;

/// <summary>
/// Sliding windows as Flink keeps them (F37): a row is counted once, in its slice, and a window is the sum of its slices when it closes. A
/// slice is kept until the last window that contains it has closed, so a row is late only then, and is missing from the windows that closed
/// before it came.
/// </summary>
internal sealed class SlicedWindowOperator(WindowGrid grid) : WindowOperator(grid, new WindowStore(grid.Slices))
{
    private readonly OpenWindow _sum = new();
    private long _closedMs = long.MinValue;

    /// <summary>Rows in slices, once for each window that is still to close.</summary>
    public override long OpenRecords => Store.RowsIn(Grid, _closedMs);

    /// <inheritdoc/>
    public override (int Cells, long Rows) CloseUpTo(long boundMs, ResultBatch? output)
    {
        var (cells, rows) = (0, 0L);
        for (var endMs = FirstOpenEndMs; endMs <= boundMs && !Store.IsEmpty; endMs = FirstOpenEndMs)
        {
            Sum(endMs);
            foreach (var key in _sum.Keys)
            {
                cells++;
                rows += _sum[key].Rows;
                output?.Add(new WindowResult(_sum.StartMs, _sum.EndMs, key, _sum[key]));
            }

            _closedMs = endMs;
            while (Store.First is { } slice && Grid.End(Grid.LastStart(slice.StartMs)) <= endMs) Store.Recycle(Store.RemoveFirst());
        }

        _closedMs = Math.Max(_closedMs, boundMs);
        return (cells, rows);
    }

    /// <summary>End of the first window that is open and has rows, epoch ms; long.MaxValue when there is none.</summary>
    protected override long FirstOpenEndMs =>
        Store.First is { } slice ? Grid.FirstEndAfter(Math.Max(slice.StartMs, _closedMs)) : long.MaxValue;

    private void Sum(long endMs)
    {
        // An end beyond int64 is clamped, and is the last one's.
        var startMs = endMs == long.MaxValue ? Grid.LastStart(Store.First!.StartMs) : TumblingWindows.Minus(endMs, Grid.SizeMs);
        _sum.Reset(startMs, endMs, endMs);
        for (var i = 0; i < Grid.SizeMs / Store.Grid.SizeMs; i++)
        {
            if (Store.Find(startMs + i * Store.Grid.SizeMs) is not { } slice) continue;
            foreach (var key in slice.Keys) _sum.Cell(key).Merge(slice[key]);
        }

        Debug.Assert(_sum.Keys.Count > 0, "the earliest slice is in the first open window");
    }
}
