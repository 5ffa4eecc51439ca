using CtrBench.Harness.RunModel;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Results against the oracle (docs/measurement.md "Correctness comes first"): stored = counted + late + malformed + open, over the traffic
/// windows; closing events are in separate windows, which are excluded on both sides. A twin reports exactly how many records it dropped as
/// late, found malformed and still holds; for a real engine late and open records are derived window by window. Results contain only views
/// and clicks, so rows of any other kind (K9) count as counted if their window has a result. With sliding windows a row is in the equation
/// once for each of its windows, on both sides.
/// </summary>
internal sealed class Reconciliation
{
    private readonly RunFacts _run;
    private readonly ClosingRule _closing;
    private readonly List<ExpectedWindow> _withoutResult = [];
    private readonly List<long> _wrongStartMs = [];
    private long _rows, _counted, _late, _closingLate, _closingOpen;
    private int _expected, _results, _duplicates, _conflicts, _extra;

    private Reconciliation(RunFacts run)
    {
        _run = run;
        _closing = new ClosingRule(run);
    }

    /// <summary>Reconciles a run.</summary>
    public static Reconciled Of(RunFacts run)
    {
        var reconciliation = new Reconciliation(run);
        reconciliation.Match();
        return reconciliation.Close();
    }

    private void Match()
    {
        var emissions = WindowEmission.ByWindow(_run.Contents.Results);
        foreach (var window in _run.Contents.Expected)
        {
            emissions.Remove((window.WindowStartMs, window.Key), out var emission);
            if (_run.IsTraffic(window.WindowStartMs)) Add(window, emission);
            else
            {
                if (emission is not null) _closingLate += window.Rows - Counted(window, Row(emission));
                else if (_closing.MustHaveClosed(window)) _closingLate += window.Rows;
                else _closingOpen += window.Rows;
            }
        }
        foreach (var emission in emissions.Values.Where(emission => _run.IsTraffic(emission.First.WindowStartMs)))
        {
            _extra++;
            Repeats(emission);
        }
    }

    private void Add(ExpectedWindow window, WindowEmission? emission)
    {
        _rows += window.Rows;
        _expected++;
        if (emission is null)
        {
            _withoutResult.Add(window);
            return;
        }
        _results++;
        Repeats(emission);
        var row = Row(emission);
        _counted += Counted(window, row);
        if (IsWrong(window, row)) _wrongStartMs.Add(window.WindowStartMs);
        else _late += window.Views + window.Clicks - row.Views - row.Clicks;
    }

    // In update mode a window is emitted again and again, and the last time is whole.
    private ResultRow Row(WindowEmission emission) => _run.AppendMode ? emission.First : emission.Last;

    private void Repeats(WindowEmission emission)
    {
        if (!_run.AppendMode) return;
        _duplicates += emission.Duplicates;
        _conflicts += emission.Conflicts;
    }

    private bool IsWrong(ExpectedWindow window, ResultRow row)
    {
        if (row.Views > window.Views || row.Clicks > window.Clicks) return true;
        if (row.Ctr != (row.Views == 0 ? null : (double)row.Clicks / row.Views)) return true;
        if (row.MaxProducerTimestampNs > window.MaxProducerTimestampNs) return true;
        var whole = row.Views == window.Views && row.Clicks == window.Clicks;
        // Rows of other kinds are not in the counts, so they may explain a lower T0.
        if (whole) return row.MaxProducerTimestampNs != window.MaxProducerTimestampNs && window.Rows == window.Views + window.Clicks;
        return _closing.IsSurelyWhole(window);
    }

    private Reconciled Close()
    {
        var final = _run.Final;
        var exact = final is { LateRecords: not null, MalformedRecords: not null, OpenRecords: not null };
        var closable = _withoutResult.Where(_closing.MustHaveClosed).ToList();
        var missing = closable.Where(window => !_closing.MayBeAllLate(window)).ToList();
        var malformedStored = _run.Manifest.Collector?.EventsMalformed ?? final?.MalformedRecords ?? 0;
        var malformed = exact ? final!.MalformedRecords!.Value : malformedStored;
        // A twin counts over all its rows; those of closing events are taken out by their windows, so both sides are of the same events.
        var late = exact ? final!.LateRecords!.Value - _closingLate : _late + closable.Except(missing).Sum(window => window.Rows);
        // In update mode an open window has already emitted its rows.
        var open = !_run.AppendMode ? 0 : exact ? final!.OpenRecords!.Value - _closingOpen
            : _withoutResult.Except(closable).Sum(window => window.Rows);
        var unaccounted = _rows + malformedStored - _counted - late - malformed - open;
        var metrics = new CorrectnessMetrics
        {
            Stored = _rows + malformedStored,
            Counted = _counted,
            LateDropped = late,
            Malformed = malformed,
            StillOpen = open,
            Unaccounted = unaccounted,
            LateDroppedByEngine = final?.LateDropped ?? _run.Batches.Sum(batch => batch.RowsDropped),
            LateDroppedUnit = LateCounter.UnitOf(_run),
            WindowsPerRow = _run.Query.SlideMs is null ? null : WindowGrid.Of(_run.Query).MostWindows,
            // Fewer than no late records: results of closing windows are lost, and what else is lost is not known.
            Completeness = late < 0 || _counted + late == 0 ? null : (double)_counted / (_counted + late),
            ExpectedWindows = _expected,
            ResultWindows = _results,
            Missing = missing.Count,
            Extra = _extra,
            Duplicate = _duplicates,
            Conflicting = _conflicts,
            Wrong = _wrongStartMs.Count,
            Unproven = _closing.IsOrderUnknown ? closable.Count : 0,
        };
        return new Reconciled(metrics,
            [.. CorrectnessRules.Judge(_run, metrics, missing.Select(window => window.WindowStartMs), _wrongStartMs,
                _closingLate)]);
    }

    private static long Counted(ExpectedWindow window, ResultRow row) =>
        row.Views + row.Clicks + (window.Rows - window.Views - window.Clicks);
}

/// <summary>Result of the reconciliation.</summary>
/// <param name="Metrics">The figures.</param>
/// <param name="Findings">The findings about them; an error here means that no latency is shown.</param>
internal sealed record Reconciled(CorrectnessMetrics Metrics, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether the run's results can be trusted.</summary>
    public bool Correct => Findings.All(finding => finding.Severity != Severity.Error);
}

/// <summary>
/// What an engine's own late counter counts (docs/semantics.md "Where the two engines differ"), and whether it fits the records lost.
/// </summary>
internal static class LateCounter
{
    /// <summary>One per record (F25, one-phase F15).</summary>
    public const string Records = "records";

    /// <summary>One per late window and micro-batch (S14).</summary>
    public const string WindowsPerBatch = "windows per batch";

    /// <summary>One per late window, source reader and flush (F22).</summary>
    public const string FlushedPartialWindows = "flushed partial windows";

    /// <summary>The unit of the run's engine.</summary>
    public static string UnitOf(RunFacts run) => run.Family == EngineFamily.MicroBatch ? WindowsPerBatch
        : run.Query.Continuous.AggregationPhase == AggregationPhase.TwoPhase ? FlushedPartialWindows
        : Records;

    /// <summary>
    /// Compares the counter with the number of late records: equal if the unit is records; otherwise not larger, and zero if and only if
    /// there are none. Flink counts no row of sliding windows that is late for some of them only (F37): there it is not larger. Late rows
    /// in a local buffer at the end are dropped but not yet counted (F22), so there a low counter is only a warning. The engine counts over
    /// all its rows, so <paramref name="closingLate"/>, the late closing events, belongs to both sides.
    /// </summary>
    public static Finding? Judge(RunFacts run, CorrectnessMetrics metrics, long closingLate)
    {
        if (run.Final?.LateDropped is null && run.Batches.Count == 0) return null;
        var (lost, counter) = (metrics.LateDropped + closingLate, metrics.LateDroppedByEngine);
        var isPartial = run.Query.SlideMs is not null && run.Family == EngineFamily.Continuous;
        if (isPartial ? counter <= lost
            : metrics.LateDroppedUnit == Records ? counter == lost : counter <= lost && counter == 0 == (lost == 0)) return null;
        var severity = metrics.LateDroppedUnit == FlushedPartialWindows && counter < lost ? Severity.Warning : Severity.Error;
        return new Finding(severity, "late-counter",
            $"The engine counts {counter} late ({metrics.LateDroppedUnit}), but {lost} late records are missing from the results. Check "
            + "the windows that differ from expected.jsonl.");
    }
}
