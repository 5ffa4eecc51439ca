using System.Collections.Immutable;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Collects every batch of a query once, from progress entries that may be repeated, out of order, or missing.</summary>
internal sealed class SparkBatches
{
    // Ids come from the server, and a list of them is only for a message.
    private const int MostLost = 10_000;

    // All of them: the comparison with the twin and a recording need every batch, and Spark runs few a second.
    private ImmutableList<MicroBatchReport> _batches = [];
    private long _lostRows;
    private long _rows;
    private long _results;
    private long _dropped;

    /// <summary>Id of the last batch collected; null before the first.</summary>
    public long? LastId => _batches.Count > 0 ? _batches[^1].Id : null;

    /// <summary>The last batch collected; null before the first.</summary>
    public MicroBatchReport? Last => _batches.Count > 0 ? _batches[^1] : null;

    /// <summary>Ids of batches that ran but whose entry Spark no longer has.</summary>
    public List<long> Lost { get; } = [];

    /// <summary>The progress so far.</summary>
    public QueryProgress Read() => new()
    {
        RecordsRead = _rows + _lostRows,
        ResultsWritten = _results,
        // Spark reports 0 when there is none yet (S3).
        WatermarkMs = Last is { WatermarkMs: > 0 } last ? last.WatermarkMs : null,
        LateDropped = _dropped,
        ScheduleSteps = _batches.Count,
        Batches = _batches,
    };

    /// <summary>
    /// Adds the newest entry. False: batches are missing before it, and the whole history is needed.
    /// </summary>
    public bool TryAdd(SparkProgress newest)
    {
        // An idle entry has the id of the next batch (C-S).
        var ran = newest.IsIdle ? newest.Report.Id - 1 : newest.Report.Id;
        if (LastId is { } last && ran <= last) return true;
        if (newest.IsIdle || LastId is null || ran != LastId + 1) return false;
        Add(newest.Report);
        return true;
    }

    /// <summary>Adds the new entries of the history, oldest first.</summary>
    public void AddHistory(IEnumerable<SparkProgress> history)
    {
        foreach (var report in history.Where(p => !p.IsIdle).Select(p => p.Report))
        {
            if (report.Id <= LastId) continue;
            // The records of a lost batch are still known: it ended where the next one starts.
            for (var id = LastId + 1; id < report.Id && Lost.Count < MostLost; id++) Lost.Add(id.Value);
            if (LastId + 1 < report.Id && report.Start is { } start) _lostRows += start.Sum() - Last!.End.Sum();
            Add(report);
        }
    }

    private void Add(MicroBatchReport report)
    {
        _batches = _batches.Add(report);
        _rows += report.InputRows;
        _results += Math.Max(0, report.Emitted);
        _dropped += report.RowsDropped;
    }
}
