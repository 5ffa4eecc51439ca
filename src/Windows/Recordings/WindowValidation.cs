using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// A live run of a continuous engine against the rules, on the log as stored (docs/flink.md "Does the twin match my Flink?"). The times
/// of the ticks are unknown, so each row is classified independently of them. Its own partition holds the watermark back: a row is
/// certainly counted while no earlier row of its partition has reached its window's end plus the delay. A row stored after its window's
/// result is certainly late. Any other row may be on either side of a tick, and makes its window undetermined.
/// </summary>
internal static class WindowValidation
{
    /// <summary>
    /// Verdicts on a run that was drained. <paramref name="lateCounter"/>: the engine's counter at the end. With an idle timeout no single
    /// partition holds the watermark back, and the rows of all partitions count; the drain may have fired nothing (F28), and a window that
    /// it may have left open is undetermined.
    /// </summary>
    public static WindowReport Judge(CtrQuery query, StoredLog log, IReadOnlyList<StoredResult> results, long lateCounter)
    {
        var grid = WindowGrid.Of(query);
        var differences = new List<Difference>();
        var windows = new Dictionary<(long StartMs, string? Key), ValidatedWindow>();
        var (first, duplicates) = FirstOf(results, differences);
        AddFirings(first, windows);
        if (query.Continuous.IdleTimeoutMs > 0) ClassifyAcross(query, log, windows);
        else foreach (var rows in log.Partitions) ClassifyRows(query, rows, windows);

        var (twin, trace) = StoredLogTwin.Run(log, query);
        var drain = IdleDrain.Of(query, log, first.Keys.Select(id => id.Item1));
        var twinDrain = IdleDrain.Of(query, log, twin.Keys.Select(id => id.StartMs));
        var (equal, undetermined, twinEqual) = (0L, 0L, 0L);
        foreach (var (id, window) in windows.OrderBy(w => w.Key.StartMs).ThenBy(w => w.Key.Key, StringComparer.Ordinal))
        {
            var result = first.GetValueOrDefault(id)?.Result;
            var byTwin = twin.GetValueOrDefault(id);
            var (name, endMs) = (Name(id), grid.End(id.StartMs));
            var verdict = window.Judge(result);
            if (result is not null && result.WindowEndMs != endMs) verdict = WindowVerdict.Different;
            if (result is null && drain?.MayLeave(endMs) == true) verdict = WindowVerdict.Undetermined;
            if (verdict == WindowVerdict.Different)
                differences.Add(new Difference(name, "result", window.Expected(id.StartMs, endMs, id.Key), Text(result)));
            else if (verdict == WindowVerdict.Equal) equal++;
            else (undetermined, twinEqual) = (undetermined + 1, twinEqual + (byTwin == result ? 1 : 0));

            // The twin ticks at other times, which must not change determined windows, except that it may be idle at its drain.
            var leftByTwin = byTwin is null && twinDrain?.MayLeave(endMs) == true;
            if (verdict == WindowVerdict.Equal && window.LateRows == 0 && byTwin != result && !leftByTwin)
                differences.Add(new Difference(name, "twin", Text(result), Text(byTwin)));
        }

        var valid = log.Partitions.Sum(rows => rows.Count(row => row.IsValid));
        var open = drain?.OpenRows(query, log, first.ContainsKey) ?? 0;
        var counted = log.Partitions.Sum(rows => rows.Where(row => row.IsCounted).Sum(row => grid.WindowsOf(row.EventTimeMs)));
        var late = counted - first.Values.Sum(r => r.Result.Views + r.Result.Clicks) - open;
        CheckCounter(query, [.. windows.Values], late, lateCounter, differences);
        return new WindowReport(windows.Count, equal, undetermined, twinEqual, duplicates, differences, valid, late, lateCounter)
        {
            Trace = trace,
        };
    }

    private static (Dictionary<(long, string?), StoredResult> First, long Duplicates) FirstOf(
        IReadOnlyList<StoredResult> results, List<Difference> differences)
    {
        var (first, duplicates) = (new Dictionary<(long, string?), StoredResult>(), 0L);
        foreach (var result in results)
        {
            var id = (result.Result.WindowStartMs, result.Result.Key);
            if (first.TryAdd(id, result)) continue;
            if (first[id].Result == result.Result) duplicates++;
            else differences.Add(new Difference(Name(id), "second result", Text(first[id].Result), Text(result.Result)));
        }

        return (first, duplicates);
    }

    // The keys of a window may be emitted by several subtasks: it has certainly fired when the last of them was stored.
    private static void AddFirings(
        Dictionary<(long StartMs, string? Key), StoredResult> first, Dictionary<(long StartMs, string? Key), ValidatedWindow> windows)
    {
        foreach (var window in first.GroupBy(result => result.Key.StartMs))
        {
            var firedMs = window.Max(result => result.Value.AppendMs);
            foreach (var (id, _) in window) windows[id] = new ValidatedWindow { FiredMs = firedMs };
        }
    }

    private static void ClassifyRows(
        CtrQuery query, IReadOnlyList<StoredRow> rows, Dictionary<(long StartMs, string? Key), ValidatedWindow> windows)
    {
        var watermarkMs = long.MinValue;
        foreach (var row in rows)
        {
            if (!row.IsValid) continue;
            Classify(query, row, watermarkMs, windows);
            watermarkMs = Math.Max(watermarkMs, TumblingWindows.Minus(row.EventTimeMs, query.WatermarkDelayMs));
        }
    }

    // No partition holds the watermark back forever: it may be where the newest row of any partition has put it, including rows of the same
    // ms.
    private static void ClassifyAcross(CtrQuery query, StoredLog log, Dictionary<(long StartMs, string? Key), ValidatedWindow> windows)
    {
        var watermarkMs = long.MinValue;
        var valid = log.Partitions.SelectMany(rows => rows).Where(row => row.IsValid);
        foreach (var together in valid.GroupBy(row => row.AppendMs).OrderBy(g => g.Key))
        {
            var newestMs = TumblingWindows.Minus(together.Max(row => row.EventTimeMs), query.WatermarkDelayMs);
            watermarkMs = Math.Max(watermarkMs, newestMs);
            foreach (var row in together) Classify(query, row, watermarkMs, windows);
        }
    }

    private static void Classify(
        CtrQuery query, in StoredRow row, long watermarkMs, Dictionary<(long StartMs, string? Key), ValidatedWindow> windows)
    {
        var grid = WindowGrid.Of(query);
        var lastMs = grid.LastStart(row.EventTimeMs);
        foreach (var startMs in grid.StartsOf(row.EventTimeMs))
        {
            var id = (startMs, row.Key);
            if (!windows.TryGetValue(id, out var window)) windows[id] = window = new ValidatedWindow();
            // F14: fired once the watermark has reached the end - 1 ms.
            if (watermarkMs < grid.End(startMs) - 1) window.AddCounted(row);
            else window.AddPossiblyLate(row, isLast: startMs == lastMs);
        }
    }

    // Records in one phase; flushed partials in two, at least one for each window with a late row and at most one per row. A row of sliding
    // windows is dropped only when the last of them has fired (F37), and is missing from each of them.
    private static void CheckCounter(
        CtrQuery query, IReadOnlyCollection<ValidatedWindow> windows, long late, long counter, List<Difference> differences)
    {
        var isTwoPhase = query.Continuous.AggregationPhase == AggregationPhase.TwoPhase;
        var (atLeast, most) = (isTwoPhase ? windows.Count(w => w.LateRows > 0) : late, late);
        if (query.SlideMs is not null)
        {
            most = windows.Sum(window => window.LastLate + window.LastDoubtful);
            atLeast = isTwoPhase ? windows.Count(window => window.LastLate > 0) : windows.Sum(window => window.LastLate);
        }

        if (counter >= atLeast && counter <= most) return;
        var expected = atLeast == most ? FormattableString.Invariant($"{most}") : FormattableString.Invariant($"{atLeast} to {most}");
        differences.Add(new Difference("end", "late_dropped", expected, FormattableString.Invariant($"{counter}")));
    }

    private static string Name((long StartMs, string? Key) id) =>
        FormattableString.Invariant($"window {id.StartMs}") + (id.Key is null ? "" : $" key {id.Key}");

    private static string Text(ReceivedResult? r) => r is null ? "nothing" : TranscriptResult.Of(r).ToString();
}

/// <summary>Result of comparing a live run of a continuous engine with its rules.</summary>
/// <param name="Windows">Windows (and keys) with a row or a result.</param>
/// <param name="Equal">Those whose only possible result is the engine's.</param>
/// <param name="Undetermined">Those where a late row could be on either side of a tick, with a possible result.</param>
/// <param name="TwinEqual">Of the undetermined ones, those where the twin, with its own ticks, gives the same result.</param>
/// <param name="Duplicates">Repeated results with the same content: allowed after a restart with at-least-once.</param>
/// <param name="Differences">Results that no schedule can give.</param>
/// <param name="Rows">Rows with a valid event time.</param>
/// <param name="LateRows">Rows that are in no result; of sliding windows once for each window that misses them.</param>
/// <param name="LateCounter">The engine's own counter, in its own unit (F15, F22).</param>
internal sealed record WindowReport(
    long Windows, long Equal, long Undetermined, long TwinEqual, long Duplicates, IReadOnlyList<Difference> Differences,
    long Rows, long LateRows, long LateCounter)
{
    /// <summary>What the twin did, with its own ticks.</summary>
    public TwinTrace? Trace { get; init; }

    /// <summary>Share of windows whose result is undetermined.</summary>
    public double UndeterminedShare => Windows == 0 ? 0 : (double)Undetermined / Windows;

    /// <summary>Whether engine and rules agree wherever the result is determined.</summary>
    public bool Agrees => Differences.Count == 0;
}

/// <summary>Verdict on one window of a live run.</summary>
internal enum WindowVerdict
{
    /// <summary>The result equals the only possible one.</summary>
    Equal = 0,

    /// <summary>A late row could be on either side of a tick; the result is one of the possible ones.</summary>
    Undetermined,

    /// <summary>No schedule gives this result: engine and rules differ.</summary>
    Different,
}
