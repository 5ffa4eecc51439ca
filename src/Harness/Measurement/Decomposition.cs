using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Splits each window's latency, and the mean of them, into what the semantics require and what the engine adds (docs/measurement.md
/// "Decomposition").
/// </summary>
internal static class Decomposition
{
    /// <summary>The times of every traffic window that has a result, in order of window end.</summary>
    public static IReadOnlyList<WindowTiming> Windows(RunFacts run, Cadence cadence)
    {
        var emissions = WindowEmission.ByWindow(run.Contents.Results);
        var timings = new List<WindowTiming>();
        var traffic = run.Contents.Expected.Where(cell => run.IsTraffic(cell.WindowStartMs));
        foreach (var cells in traffic.GroupBy(cell => cell.WindowStartMs).OrderBy(cells => cells.Key))
        {
            var rows = cells.Select(cell => emissions.GetValueOrDefault((cell.WindowStartMs, cell.Key)))
                .Where(emission => emission is not null)
                .Select(emission => run.AppendMode ? emission!.First : emission!.Last)
                .ToList();
            if (rows.Count > 0) timings.Add(Timing(run, cadence, [.. cells], rows));
        }
        return timings;
    }

    /// <summary>The mean parts over the measured windows; null without measured windows.</summary>
    public static DecompositionMetrics? Mean(IReadOnlyList<WindowTiming> measured, Cadence cadence) =>
        measured.Count == 0 ? null : new DecompositionMetrics(
        measured.Average(window => window.DataMs),
        measured.Average(window => (double)window.DelayMs),
        measured.Average(window => window.WaitMs),
        measured.Average(window => window.IngestMs),
        measured.Average(window => window.CadenceMs),
        measured.Average(window => window.OverheadMs),
        cadence.IsExpected);

    private static WindowTiming Timing(RunFacts run, Cadence cadence, List<ExpectedWindow> cells, List<ResultRow> rows)
    {
        var endMs = cells[0].WindowEndMs;
        var mover = run.MoverOf(cells[0]);
        var t1Ms = rows.Max(row => row.T1Ms);
        var lostNone = rows.Sum(row => row.Views + row.Clicks) == cells.Sum(cell => cell.Views + cell.Clicks);
        var t0Ns = rows.Max(row => row.MaxProducerTimestampNs);
        return new WindowTiming(
            endMs,
            run.DelayMs,
            t0Ns is { } ns ? EpochMs.Of(ns) : lostNone && AppendTimeRule.IsT0(run) ? cells.Max(cell => cell.LastAppendMs) : null,
            lostNone ? cells.Max(cell => cell.MaxDueMs) : null,
            t1Ms,
            rows.All(row => row.AppendMs is not null) ? rows.Max(row => row.AppendMs) : null,
            mover,
            mover is { } moved ? cadence.Of(endMs, moved, t1Ms) : 0);
    }
}
