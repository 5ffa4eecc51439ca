using System.Collections.Immutable;
using CtrBench.Engines.Checkpoints;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// What a query has done, over all its runs, written by its stream and read from other threads. <paramref name="before"/>: what the
/// checkpoint contains that it continues from. <paramref name="commits"/>: results count when they are committed.
/// </summary>
internal sealed class QueryCounters(CheckpointCounters before = default, bool commits = false)
{
    /// <summary>
    /// Reports kept, at most; at least half of them are. Whoever wants all of them looks once a second, and no engine runs so many in it.
    /// </summary>
    public const int MostReports = 20_000;

    private readonly Lock _gate = new();
    private Latest<MicroBatchReport> _batches = new([], 0);
    private ProcessorCounters _processor = new(0, 0, 0, 0, 0, 0, long.MinValue);
    private Latest<WatermarkStep> _watermarks = new([], 0);
    private long _recordsRead = before.RecordsRead;
    private long _resultsWritten = before.ResultsWritten;
    private long _missingOffsets = before.MissingOffsets;
    private long _removedOffsets;
    private long _uncommitted;
    private long _steps;
    private ImmutableList<string> _warnings = [];

    /// <summary>Messages for the user about how the query was restored.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The rows that this run has dropped as late.</summary>
    public LateRows LateRows { get; } = new();

    /// <summary>Adds a message for the user.</summary>
    public void Warn(string text)
    {
        lock (_gate) _warnings = _warnings.Add(text);
    }

    /// <summary>A trigger found nothing to do.</summary>
    public void CountTrigger()
    {
        lock (_gate) _steps++;
    }

    /// <summary>Offsets without a record were passed over.</summary>
    public void CountMissing(long offsets)
    {
        lock (_gate) _missingOffsets += offsets;
    }

    /// <summary>Offsets were removed before this run could read them.</summary>
    public void CountRemoved(long offsets)
    {
        lock (_gate) _removedOffsets += offsets;
    }

    /// <summary>The watermark may have risen, before the results of the step are stored.</summary>
    public void Raise(IWindowProcessor processor, TimeProvider clock)
    {
        // A micro-batch query without rows has a watermark of 0 (S12).
        var watermarkMs = processor.Counters.WatermarkMs;
        if (watermarkMs is long.MinValue or 0 || _watermarks.Items is [.., var last] && last.WatermarkMs >= watermarkMs) return;
        Raise(new WatermarkStep(clock.NowMsExact(), watermarkMs, processor.Basis));
    }

    /// <summary>The watermark has risen.</summary>
    public void Raise(in WatermarkStep step)
    {
        lock (_gate) _watermarks = _watermarks.Add(step);
    }

    /// <summary>A step is over and its results are stored.</summary>
    public void Count(in ProcessorCounters processor, int recordsRead, int resultsWritten, bool scheduleStep)
    {
        lock (_gate)
        {
            _processor = processor;
            _recordsRead += recordsRead;
            if (commits) _uncommitted += resultsWritten;
            else _resultsWritten += resultsWritten;
            if (scheduleStep) _steps++;
        }
    }

    /// <summary>What has been stored so far is committed.</summary>
    public void Commit()
    {
        lock (_gate) (_resultsWritten, _uncommitted) = (_resultsWritten + _uncommitted, 0);
    }

    /// <summary>A micro-batch is over, its checkpoint included.</summary>
    public void Count(MicroBatchReport batch)
    {
        lock (_gate) _batches = _batches.Add(batch);
    }

    /// <summary>What a checkpoint keeps; results not yet committed are in, since it commits them.</summary>
    public CheckpointCounters ForCheckpoint()
    {
        lock (_gate)
        {
            return new CheckpointCounters(
                _recordsRead, _resultsWritten + _uncommitted, before.LateDropped + _processor.LateDropped,
                before.LateRecords + _processor.LateRecords, before.Malformed + _processor.Malformed, _missingOffsets);
        }
    }

    /// <summary>A snapshot.</summary>
    public QueryProgress Read()
    {
        lock (_gate)
        {
            return new QueryProgress
            {
                RecordsRead = _recordsRead,
                ResultsWritten = _resultsWritten,
                ScheduleSteps = _steps,
                Batches = _batches.Items,
                BatchesBefore = _batches.Before,
                WatermarkSteps = _watermarks.Items,
                WatermarkStepsBefore = _watermarks.Before,
                LateRows = LateRows,
                WatermarkMs = _processor.WatermarkMs == long.MinValue ? null : _processor.WatermarkMs,
                LateDropped = before.LateDropped + _processor.LateDropped,
                LateRecords = before.LateRecords + _processor.LateRecords,
                MalformedRecords = before.Malformed + _processor.Malformed,
                OpenRecords = _processor.OpenRecords,
                MissingOffsets = _missingOffsets,
                RemovedOffsets = _removedOffsets,
                Warnings = _warnings.IsEmpty ? Warnings : [.. Warnings, .. _warnings],
            };
        }
    }

    // A list that is read while it grows, and drops its first half whenever it is full.
    private readonly record struct Latest<T>(ImmutableList<T> Items, long Before)
    {
        public Latest<T> Add(T item) => Items.Count < MostReports
            ? this with { Items = Items.Add(item) }
            : new Latest<T>(Items.RemoveRange(0, MostReports / 2).Add(item), Before + MostReports / 2);
    }
}
