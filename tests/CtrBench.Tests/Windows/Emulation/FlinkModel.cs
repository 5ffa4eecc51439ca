using CtrBench.Windows;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>
/// Flink's one-phase rules with one reader said naively, without idleness (F2-F6, F14-F16): everything is asked of the list of rows so far.
/// </summary>
internal sealed class FlinkModel(CtrQuery query, int partitions)
{
    private readonly List<StreamRow> _seen = [];
    private List<StreamRow> _open = [];

    public long WatermarkMs { get; private set; } = long.MinValue;

    public int Late { get; private set; }

    public List<WindowCounts> Row(StreamRow row)
    {
        if (!row.HasTime) return [];
        if (IsClosed(row)) Late++;
        else _open.Add(row);
        _seen.Add(row);
        return query.Continuous.EmitStrategy == EmitStrategy.OnEvent ? Tick() : [];
    }

    public List<WindowCounts> Tick()
    {
        if (_seen.DistinctBy(r => r.Partition).Count() == partitions)
            WatermarkMs = _seen.GroupBy(r => r.Partition).Min(p => p.Max(r => r.TimeMs)) - query.WatermarkDelayMs;
        return Fire(IsClosed);
    }

    public List<WindowCounts> EndInput() => Fire(_ => true);

    private List<WindowCounts> Fire(Func<StreamRow, bool> closed)
    {
        List<WindowCounts> fired = [.. WindowCounts.Of(_open.Where(closed), query.WindowMs)];
        _open = [.. _open.Where(r => !closed(r))];
        return fired;
    }

    private bool IsClosed(StreamRow row) =>
        WatermarkMs >= WindowCounts.StartOf(row.TimeMs, query.WindowMs) + query.WindowMs - 1;
}
