using CtrBench.Windows;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>
/// Spark's rules said naively: all accepted rows are kept, and each batch is a few questions to that list (S2-S4, S8-S15, S38).
/// </summary>
internal sealed class SparkModel(CtrQuery query)
{
    private List<(StreamRow Row, long StartMs)> _state = [];
    private long _trackerMs;
    private long _lastWatermarkMs;

    public long WatermarkMs { get; private set; }

    public int Dropped { get; private set; }

    public int Updated { get; private set; }

    public int Removed { get; private set; }

    public int Total { get; private set; }

    public List<WindowCounts> Batch(StreamRow[] batch)
    {
        WatermarkMs = _trackerMs;
        var lateMs = query.MicroBatch.LateFilter == LateFilter.Current ? WatermarkMs : _lastWatermarkMs;
        // Each window of a row is judged for itself (S40).
        var valid = batch.SelectMany(r => WindowCounts.InWindows(r, query.WindowMs, query.SlideMs)).ToList();
        Dropped = Windows(valid.Where(r => EndOf(r) <= lateMs)).Count();
        var touched = Windows(valid.Where(r => EndOf(r) > lateMs)).Select(w => (w.StartMs, w.Key)).ToHashSet();
        _state.AddRange(valid.Where(r => EndOf(r) > lateMs));
        var running = Windows(_state).Where(w => touched.Contains((w.StartMs, w.Key))).ToList();
        var closed = Windows(_state.Where(r => EndOf(r) <= WatermarkMs)).ToList();
        _state = [.. _state.Where(r => EndOf(r) > WatermarkMs)];
        (Updated, Removed, Total) = (touched.Count, closed.Count, Windows(_state).Count());
        if (batch.Length > 0) _trackerMs = Math.Max(_trackerMs, batch.Max(r => r.HasTime ? r.TimeMs : 0) - query.WatermarkDelayMs);
        _lastWatermarkMs = WatermarkMs;
        return query.MicroBatch.OutputMode == OutputMode.Update ? running : closed;
    }

    private static IEnumerable<WindowCounts> Windows(IEnumerable<(StreamRow Row, long StartMs)> rows) => WindowCounts.Of(rows);

    private long EndOf((StreamRow Row, long StartMs) pair) => pair.StartMs + query.WindowMs;
}
