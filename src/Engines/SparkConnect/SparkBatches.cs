using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Every batch of a query, each once, from entries that come several times, out of step, or never.</summary>
internal sealed class SparkBatches
{
    private readonly List<MicroBatchReport> _batches = [];
    private long _lostRows;

    /// <summary>Id of the last batch taken; null before the first.</summary>
    public long? LastId => _batches.Count > 0 ? _batches[^1].Id : null;

    /// <summary>The last batch taken; null before the first.</summary>
    public MicroBatchReport? Last => _batches.Count > 0 ? _batches[^1] : null;

    /// <summary>Ids of batches that ran and whose entry Spark does not have any more.</summary>
    public List<long> Lost { get; } = [];

    /// <summary>What has been done so far.</summary>
    public QueryProgress Read() => new()
    {
        RecordsRead = _batches.Sum(b => b.InputRows) + _lostRows,
        ResultsWritten = _batches.Sum(b => (long)Math.Max(0, b.Emitted)),
        // 0 is Spark's way to say that there is none yet (S3).
        WatermarkMs = Last is { WatermarkMs: > 0 } last ? last.WatermarkMs : null,
        LateDropped = _batches.Sum(b => b.RowsDropped),
        ScheduleSteps = _batches.Count,
        Batches = [.. _batches],
    };

    /// <summary>
    /// Takes the newest entry. False: batches ran of which it says nothing, and the whole history is needed.
    /// </summary>
    public bool TryAdd(SparkProgress newest)
    {
        // An idle entry bears the id of the batch to come (C-S).
        var ran = newest.IsIdle ? newest.Report.Id - 1 : newest.Report.Id;
        if (LastId is { } last && ran <= last) return true;
        if (newest.IsIdle || LastId is null || ran != LastId + 1) return false;
        _batches.Add(newest.Report);
        return true;
    }

    /// <summary>Takes what is new in the history, oldest first.</summary>
    public void AddHistory(IEnumerable<SparkProgress> history)
    {
        foreach (var report in history.Where(p => !p.IsIdle).Select(p => p.Report))
        {
            if (report.Id <= LastId) continue;
            // What a lost batch read is known all the same: it ended where the next one starts.
            for (var id = LastId + 1; id < report.Id; id++) Lost.Add(id.Value);
            if (LastId + 1 < report.Id && report.Start is { } start) _lostRows += start.Sum() - Last!.End.Sum();
            _batches.Add(report);
        }
    }
}
