using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Contracts;

/// <summary>What a window query answers when no row is late, written so that it cannot be wrong.</summary>
public static class NaiveOracle
{
    /// <summary>
    /// The windows that end at or before <paramref name="closedUpToMs"/>, in order of window and key. The n-th row has the producer
    /// timestamp n.
    /// </summary>
    public static IEnumerable<ReceivedResult> Windows(IEnumerable<TestRow> rows, long windowMs, bool byAd, long closedUpToMs = long.MaxValue) =>
        from row in rows.Select((row, i) => (row.EventTimeMs, row.Click, Key: byAd ? row.Ad : null, StampNs: (long)i))
        group row by (StartMs: row.EventTimeMs / windowMs * windowMs, row.Key) into window
        where window.Key.StartMs + windowMs <= closedUpToMs
        orderby window.Key.StartMs, window.Key.Key
        let views = window.Count(row => !row.Click)
        let clicks = window.Count(row => row.Click)
        select new ReceivedResult(
            window.Key.StartMs, window.Key.StartMs + windowMs, views, clicks, views == 0 ? null : (double)clicks / views, window.Max(row => row.StampNs), window.Key.Key);
}
