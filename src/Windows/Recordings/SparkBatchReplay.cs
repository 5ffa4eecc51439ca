using CtrBench.Windows.Emulation;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// Replays the batches of a live Spark run on its twin, from the stored log, and compares every field of every batch (S1-S39). For each
/// batch: <see cref="Begin"/>, <see cref="Add"/> for its records partition by partition, <see cref="End"/>.
/// </summary>
internal sealed class SparkBatchReplay
{
    private readonly KeyTable _keys = new();
    private readonly Utf8EventParser _parser;
    private readonly MicroBatchProcessor _processor;
    private readonly EventBatch _rows = new();
    private readonly DifferenceList _differences = new();
    private readonly List<IReadOnlyList<TranscriptResult>> _emitted = [];
    private MicroBatchReport? _expected;
    private long _batches;
    private long _records;
    private readonly LateRows _late = new();
    private readonly List<WatermarkStep> _steps = [];

    /// <summary>A run of <paramref name="query"/> from its first batch on, over this number of partitions from offset 0.</summary>
    public SparkBatchReplay(CtrQuery query, int partitions)
    {
        _parser = new Utf8EventParser(TwinParseProfile.Of(EngineFamily.MicroBatch, query), _keys);
        _processor = new MicroBatchProcessor(query, new long[partitions]) { LateRows = _late };
    }

    /// <summary>
    /// The next batch as Spark reported it; its records are those from the end of the previous batch to its own end. Null: the report of
    /// this batch is lost, so it is replayed up to <paramref name="end"/> without a comparison.
    /// </summary>
    public void Begin(MicroBatchReport? expected, IReadOnlyList<long> end)
    {
        _expected = expected;
        _processor.Output.Clear();
        _processor.Begin(end);
    }

    /// <summary>Records of one partition, in offset order.</summary>
    public void Add(RecordBatch records)
    {
        _records += records.Count;
        _parser.Parse(records, _rows);
        _processor.Process(_rows);
    }

    /// <summary>The batch is complete: compares it.</summary>
    public void End()
    {
        _processor.EndBatch();
        _emitted.Add(TranscriptRecords.Results(_processor.Output, _keys));
        _batches++;
        AddStep();
        if (_expected is { } expected) Compare(expected, _processor.LastReport!);
    }

    /// <summary>
    /// The end of the run: compares the stored results, one list per partition of the results topic, with the twin's output batch by batch.
    /// Results of one batch have no order (S31); results of different batches never interleave within a partition.
    /// </summary>
    public SparkBatchReport Finish(IReadOnlyList<IReadOnlyList<TranscriptResult>> results)
    {
        var stored = new StoredResults(results);
        var duplicates = 0L;
        for (var i = 0; i < _emitted.Count; i++)
            duplicates += stored.Match(FormattableString.Invariant($"batch {i}"), _emitted[i], _differences);
        duplicates += stored.MatchRest(_differences);
        return new SparkBatchReport(
            _batches, _records, _emitted.Sum(batch => (long)batch.Count), duplicates, _processor.Counters.LateDropped, _differences.Found)
        {
            Trace = new TwinTrace(_late, _steps),
        };
    }

    // A batch whose report is lost has no time of its own: its step is as if it came with the next one.
    private void AddStep()
    {
        var batch = _processor.LastReport!;
        if (_processor.Basis is not { Partition: >= 0 } basis || basis.Step != batch.Id) return;
        var atMs = _expected is { } reported ? reported.StartedMs + reported.DurationMs : _steps is [.., var last] ? last.AtMs : 0;
        _steps.Add(new WatermarkStep(atMs, _processor.Counters.WatermarkMs, basis));
    }

    private void Compare(MicroBatchReport expected, MicroBatchReport got)
    {
        var where = FormattableString.Invariant($"batch {expected.Id}");
        _differences.Compare(where, "id", expected.Id, got.Id);
        _differences.Compare(where, "input_rows", expected.InputRows, got.InputRows);
        _differences.Compare(where, "watermark_ms", expected.WatermarkMs, got.WatermarkMs);
        _differences.Compare(where, "event_time.min", expected.EventTime?.MinMs, got.EventTime?.MinMs);
        _differences.Compare(where, "event_time.max", expected.EventTime?.MaxMs, got.EventTime?.MaxMs);
        _differences.Compare(where, "event_time.avg", expected.EventTime?.AvgMs, got.EventTime?.AvgMs);
        _differences.Compare(where, "emitted", expected.Emitted, got.Emitted);
        _differences.Compare(where, "rows_dropped", expected.RowsDropped, got.RowsDropped);
        _differences.Compare(where, "rows_total", expected.RowsTotal, got.RowsTotal);
        _differences.Compare(where, "rows_updated", expected.RowsUpdated, got.RowsUpdated);
        _differences.Compare(where, "rows_removed", expected.RowsRemoved, got.RowsRemoved);
    }
}

/// <summary>
/// Result of comparing a live Spark run with its twin batch by batch (docs/spark.md "Does the twin match my Spark?").
/// </summary>
/// <param name="Batches">Batches replayed.</param>
/// <param name="Records">Records replayed.</param>
/// <param name="Results">Results that the twin emitted.</param>
/// <param name="Duplicates">Repeated stored results with the same content: allowed after a restart with at-least-once.</param>
/// <param name="LateWindows">Late windows that the twin dropped, Spark's unit (S14).</param>
/// <param name="Differences">Every field of every batch, and every stored result, that differs.</param>
internal sealed record SparkBatchReport(
    long Batches, long Records, long Results, long Duplicates, long LateWindows, IReadOnlyList<Difference> Differences)
{
    /// <summary>What the twin did.</summary>
    public TwinTrace? Trace { get; init; }

    /// <summary>Whether there is no difference.</summary>
    public bool Agrees => Differences.Count == 0;
}
