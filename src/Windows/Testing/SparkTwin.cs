using System.Runtime.InteropServices;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Testing;

/// <summary>
/// A query under Spark Structured Streaming's rules (S1-S40) in a unit test: append records, run triggers, inspect windows and late rows.
/// It needs no cluster, clock or thread. It is the same <see cref="MicroBatchProcessor"/> that live and simulated runs use, tested against
/// recordings of Spark. Not thread-safe.
/// </summary>
public sealed class SparkTwin
{
    private readonly CtrQuery _query;
    private readonly List<TestRecord>[] _topic;
    private readonly long[] _position;
    private readonly TwinConversion _conversion;
    private readonly MicroBatchProcessor _processor;
    private readonly List<LateDrop> _lateDrops = [];
    private readonly List<LateWindow> _lateWindows = [];
    private readonly List<ReceivedResult> _results = [];
    private readonly List<MicroBatchReport> _batches = [];
    private long _nextTriggerMs;

    private SparkTwin(CtrQuery query, List<TestRecord>[] topic, KeyTable keys, long nowMs)
    {
        (_query, _topic, NowMs, _nextTriggerMs) = (query, topic, nowMs, nowMs);
        _conversion = new TwinConversion(TwinParseProfile.Of(EngineFamily.MicroBatch, query), keys);
        _position = new long[topic.Length];
        _processor = new MicroBatchProcessor(query, _position) { LateDrops = _lateDrops };
    }

    /// <summary>The clock of the test, ms; advanced only by <see cref="AdvanceTime"/>.</summary>
    public long NowMs { get; private set; }

    /// <summary>Results of the last batch, sorted by window start and key: Spark guarantees no order (S31).</summary>
    public IReadOnlyList<ReceivedResult> Emitted { get; private set; } = [];

    /// <summary>Results of all batches of this run, batch by batch.</summary>
    public IReadOnlyList<ReceivedResult> Results => _results;

    /// <summary>Reports of all batches of this run, oldest first (S36).</summary>
    public IReadOnlyList<MicroBatchReport> Batches => _batches;

    /// <summary>
    /// The plan of the last batch: its offsets, its eviction watermark and its late watermark (S8); null before the first.
    /// </summary>
    public MicroBatchPlan? LastPlan { get; private set; }

    /// <summary>
    /// Rows dropped as late in this run, in records, of sliding windows once for each window; Spark itself does not report it.
    /// </summary>
    public long LateRows => _processor.Counters.LateRecords;

    /// <summary>Sum of <c>numRowsDroppedByWatermark</c>: distinct late windows in each batch, not rows (S14).</summary>
    public long RowsDroppedByWatermark => _processor.Counters.LateDropped;

    /// <summary>The rows dropped: one entry per late window and batch, in order of the batches.</summary>
    public IReadOnlyList<LateWindow> LateWindows => _lateWindows;

    /// <summary>The watermark that the next batch evicts with, epoch ms; 0 before the first rows (S3).</summary>
    public long WatermarkMs => _processor.Counters.WatermarkMs;

    /// <summary>All counters; together they account for every record.</summary>
    public ProcessorCounters Counters => _processor.Counters;

    /// <summary>A query (null: the defaults, 10 s windows and a delay of 20 s) that has never run, on an empty topic.</summary>
    /// <exception cref="QueryRefusedException">The query has a value that no engine supports.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is not positive.</exception>
    public static SparkTwin Start(CtrQuery? query = null, int partitions = 1, long nowMs = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        query ??= new CtrQuery();
        QueryCheck.ThrowIfRefused(query, EngineFamily.MicroBatch);
        return new SparkTwin(query, [.. Enumerable.Range(0, partitions).Select(_ => new List<TestRecord>())], new KeyTable(), nowMs);
    }

    /// <summary>Appends records to the topic, to be read at the next trigger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A record's partition is not in the topic.</exception>
    public SparkTwin Append(params ReadOnlySpan<TestRecord> records)
    {
        foreach (ref readonly var record in records)
        {
            if ((uint)record.Partition >= (uint)_topic.Length)
                throw new ArgumentOutOfRangeException(
                    nameof(records), record.Partition, $"The topic has partitions 0 .. {_topic.Length - 1}.");
            _topic[record.Partition].Add(record);
        }

        return this;
    }

    /// <summary>Appends records and fires a trigger that must run a batch.</summary>
    /// <exception cref="InvalidOperationException">The trigger ran none: there are no new records, and the watermark has not moved
    /// (S17).</exception>
    public MicroBatchReport Batch(params ReadOnlySpan<TestRecord> records) =>
        Append(records).Trigger() ?? throw new InvalidOperationException(
            "The trigger ran no batch: there are no new records, and the watermark has not moved (S17). "
            + "Use Trigger() to test that.");

    /// <summary>Fires one trigger now. Returns the report of the batch it ran, or null when it ran none (S17).</summary>
    public MicroBatchReport? Trigger()
    {
        var plan = _processor.TryBegin([.. _topic.Select(p => (long)p.Count)], NowMs);
        _nextTriggerMs = TriggerClock.Next(NowMs, NowMs, _query.MicroBatch.TriggerIntervalMs, plan is not null);
        if (plan is null) return null;
        LastPlan = plan;
        _processor.Output.Clear();
        for (var p = 0; p < _position.Length; p++)
        {
            var waiting = CollectionsMarshal.AsSpan(_topic[p])[(int)_position[p]..(int)plan.End[p]];
            _processor.Process(_conversion.Rows(p, _position[p], waiting));
            _position[p] = plan.End[p];
        }

        _processor.EndBatch();
        CollectOutput();
        return _processor.LastReport;
    }

    /// <summary>
    /// Triggers until one runs no batch, as <c>processAllAvailable()</c> does, including the batch without records. Returns the batches
    /// run.
    /// </summary>
    public IReadOnlyList<MicroBatchReport> ProcessAllAvailable()
    {
        var before = _batches.Count;
        while (Trigger() is not null)
        {
        }

        return _batches[before..];
    }

    /// <summary>
    /// Advances the clock and fires every trigger due on the way (S21, S22); each batch takes no time. Returns the batches run. Records
    /// appended before are available from the start: append between calls for later records.
    /// </summary>
    public IReadOnlyList<MicroBatchReport> AdvanceTime(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var (before, untilMs) = (_batches.Count, NowMs + (long)by.TotalMilliseconds);
        while (_nextTriggerMs <= untilMs)
        {
            NowMs = _nextTriggerMs;
            Trigger();
        }

        NowMs = untilMs;
        return _batches[before..];
    }

    /// <summary>
    /// Stops between two batches and starts again from the checkpoint (S20): same topic, same state, no batch before new records have
    /// arrived.
    /// </summary>
    public SparkTwin Restart() => Restart(begun: null);

    /// <summary>
    /// Crashes in the batch that the next trigger would run, after its entry in the offset log and before its commit, and restarts (S20):
    /// the first trigger of the new run repeats that batch as planned. Results already written by the first attempt would be in Kafka
    /// twice.
    /// </summary>
    /// <exception cref="InvalidOperationException">The next trigger would run no batch to crash in.</exception>
    public SparkTwin RestartInBatch()
    {
        var checkpoint = _processor.Checkpoint(_conversion.Keys);
        var begun = _processor.TryBegin([.. _topic.Select(p => (long)p.Count)], NowMs)
            ?? throw new InvalidOperationException("The next trigger would run no batch to crash in.");
        return Restart(checkpoint, begun);
    }

    private SparkTwin Restart(MicroBatchPlan? begun) => Restart(_processor.Checkpoint(_conversion.Keys), begun);

    private SparkTwin Restart(MicroBatchCheckpoint checkpoint, MicroBatchPlan? begun)
    {
        var next = new SparkTwin(_query, _topic, new KeyTable(), NowMs);
        next._processor.Restore(checkpoint, next._conversion.Keys, begun);
        for (var p = 0; p < checkpoint.End.Count; p++) next._position[p] = checkpoint.End[p];
        return next;
    }

    private void CollectOutput()
    {
        Emitted = [.. _conversion.Results(_processor.Output).OrderBy(r => r.WindowStartMs).ThenBy(r => r.Key, StringComparer.Ordinal)];
        _results.AddRange(Emitted);
        _lateWindows.AddRange(_lateDrops.Select(_conversion.Late));
        _lateDrops.Clear();
        _batches.Add(_processor.LastReport!);
    }
}
