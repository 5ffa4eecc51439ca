using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>A window's content as properties compare it.</summary>
internal readonly record struct WindowCounts(long StartMs, int Key, long Rows, long Views, long Clicks)
{
    public static WindowCounts From(WindowResult r) => new(r.WindowStartMs, r.KeyId, r.Counts.Rows, r.Counts.Views, r.Counts.Clicks);

    /// <summary>The windows of rows counted without any rule of lateness: the truth.</summary>
    public static IEnumerable<WindowCounts> Of(IEnumerable<StreamRow> rows, long windowMs) =>
        from row in rows
        where row.HasTime
        group row by (StartMs: StartOf(row.TimeMs, windowMs), row.Key) into w
        orderby w.Key.StartMs, w.Key.Key
        select new WindowCounts(w.Key.StartMs, w.Key.Key, w.Count(), w.Sum(r => r.Views), w.Sum(r => r.Clicks));

    // Not TumblingWindows: the model must not lean on what it tests.
    public static long StartOf(long timeMs, long windowMs) => (long)Math.Floor((decimal)timeMs / windowMs) * windowMs;
}
