using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>A window's content as properties compare it.</summary>
internal readonly record struct WindowCounts(long StartMs, int Key, long Rows, long Views, long Clicks)
{
    public static WindowCounts From(WindowResult r) => new(r.WindowStartMs, r.KeyId, r.Counts.Rows, r.Counts.Views, r.Counts.Clicks);

    /// <summary>The windows of rows counted without any rule of lateness: the truth.</summary>
    public static IEnumerable<WindowCounts> Of(IEnumerable<StreamRow> rows, long windowMs, long? slideMs = null) =>
        Of(rows.SelectMany(row => InWindows(row, windowMs, slideMs)));

    /// <summary>The windows of rows of which each is said with the start of the window that counts it.</summary>
    public static IEnumerable<WindowCounts> Of(IEnumerable<(StreamRow Row, long StartMs)> rows) =>
        from pair in rows
        let row = pair.Row
        group row by (pair.StartMs, row.Key) into w
        orderby w.Key.StartMs, w.Key.Key
        select new WindowCounts(w.Key.StartMs, w.Key.Key, w.Count(), w.Sum(r => r.Views), w.Sum(r => r.Clicks));

    /// <summary>A row with the start of each window that contains its time: none without a time.</summary>
    public static IEnumerable<(StreamRow Row, long StartMs)> InWindows(StreamRow row, long windowMs, long? slideMs)
    {
        if (!row.HasTime) yield break;
        // Not WindowGrid: the model must not lean on what it tests.
        var stepMs = slideMs ?? windowMs;
        var lastMs = (long)Math.Floor((decimal)row.TimeMs / stepMs) * stepMs;
        for (var startMs = lastMs; startMs + windowMs > row.TimeMs; startMs -= stepMs) yield return (row, startMs);
    }
}
