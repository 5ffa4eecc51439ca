using CtrBench.Windows;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>
/// Flink's one-phase rules with one reader said naively, without idleness (F2-F6, F14-F16): everything is asked of the list of rows so far.
/// </summary>
internal sealed class FlinkModel(CtrQuery query, int partitions)
{
    private readonly List<StreamRow> _seen = [];
    private List<(StreamRow Row, long StartMs)> _open = [];

    public long WatermarkMs { get; private set; } = long.MinValue;

    public int Late { get; private set; }

    public List<WindowCounts> Row(StreamRow row)
    {
        if (!row.HasTime) return [];
        // A row of sliding windows is in those that have not fired, and late when all have (F37).
        var open = WindowCounts.InWindows(row, query.WindowMs, query.SlideMs).Where(pair => !IsClosed(pair)).ToList();
        if (open.Count == 0) Late++;
        _open.AddRange(open);
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

    private List<WindowCounts> Fire(Func<(StreamRow Row, long StartMs), bool> closed)
    {
        List<WindowCounts> fired = [.. WindowCounts.Of(_open.Where(closed))];
        _open = [.. _open.Where(r => !closed(r))];
        return fired;
    }

    private bool IsClosed((StreamRow Row, long StartMs) pair) => WatermarkMs >= pair.StartMs + query.WindowMs - 1;
}
