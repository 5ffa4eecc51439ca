using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Testing;

/// <summary>
/// A query under Flink SQL's rules (F1-F39) in a unit test: send records, advance time, inspect windows and late rows. It needs no cluster,
/// clock or thread. It is the same <see cref="ContinuousProcessor"/> that live and simulated runs use, tested against recordings of Flink.
/// Not thread-safe.
/// </summary>
public sealed class FlinkTwin
{
    private readonly CtrQuery _query;
    private readonly long[] _position;
    private readonly TwinConversion _conversion;
    private readonly ContinuousProcessor _processor;
    private readonly List<LateDrop> _lateDrops = [];
    private readonly List<LateWindow> _lateWindows = [];
    private readonly List<ReceivedResult> _results = [];
    private long _nextTickMs;
    private bool _ended;

    private FlinkTwin(CtrQuery query, long[] position, KeyTable keys, long nowMs)
    {
        (_query, _position, NowMs, _nextTickMs) = (query, position, nowMs, nowMs + query.Continuous.EmitIntervalMs);
        _conversion = new TwinConversion(TwinParseProfile.Of(EngineFamily.Continuous, query), keys);
        _processor = new ContinuousProcessor(query, position.Length) { LateDrops = _lateDrops };
    }

    /// <summary>The clock of the test, ms; advanced only by <see cref="AdvanceTime"/>.</summary>
    public long NowMs { get; private set; }

    /// <summary>Results of the last call, in the order they were emitted: ascending window end (F17).</summary>
    public IReadOnlyList<ReceivedResult> Emitted { get; private set; } = [];

    /// <summary>Results of all calls of this run, in order.</summary>
    public IReadOnlyList<ReceivedResult> Results => _results;

    /// <summary>
    /// Rows dropped as late in this run, in records; of sliding windows once for each window that had fired, also where the row is in later
    /// ones (F37).
    /// </summary>
    public long LateRows => _processor.Counters.LateRecords;

    /// <summary>
    /// <c>numLateRecordsDropped</c>: one per row in one-phase and legacy mode (F15, F25), one per flushed partial count in two-phase mode
    /// (F22).
    /// </summary>
    public long LateRecordsDropped => _processor.Counters.LateDropped;

    /// <summary>The rows dropped: one entry for each count of <see cref="LateRecordsDropped"/>, in order.</summary>
    public IReadOnlyList<LateWindow> LateWindows => _lateWindows;

    /// <summary>The window operator's watermark in this run, epoch ms; null before there is one.</summary>
    public long? WatermarkMs => _processor.WatermarkMs == long.MinValue ? null : _processor.WatermarkMs;

    /// <summary>All counters; together they account for every record.</summary>
    public ProcessorCounters Counters => _processor.Counters;

    /// <summary>A new job (null: the defaults, 10 s windows, a delay of 20 s, ticks of 200 ms, two-phase) on an empty topic.</summary>
    /// <exception cref="QueryRefusedException">The query has a value that no engine supports.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is not positive.</exception>
    public static FlinkTwin Start(CtrQuery? query = null, int partitions = 1, long nowMs = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        query ??= new CtrQuery();
        QueryCheck.ThrowIfRefused(query, EngineFamily.Continuous);
        return new FlinkTwin(query, new long[partitions], new KeyTable(), nowMs);
    }

    /// <summary>
    /// Records arrive now, in this order over all partitions. Returns the windows that they fired immediately (on-event only).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A record's partition is not in the topic.</exception>
    /// <exception cref="InvalidOperationException">The input has ended.</exception>
    public IReadOnlyList<ReceivedResult> Send(params ReadOnlySpan<TestRecord> records)
    {
        ThrowIfEnded();
        foreach (ref readonly var record in records)
        {
            if ((uint)record.Partition >= (uint)_position.Length)
                throw new ArgumentOutOfRangeException(
                    nameof(records), record.Partition, $"The topic has partitions 0 .. {_position.Length - 1}.");
            var rows = _conversion.Rows(record.Partition, _position[record.Partition]++, new ReadOnlySpan<TestRecord>(in record));
            _processor.Process(rows);
        }

        return CollectOutput();
    }

    /// <summary>One watermark tick now, in every source reader (F5). Returns the windows it fired.</summary>
    /// <exception cref="InvalidOperationException">The input has ended.</exception>
    public IReadOnlyList<ReceivedResult> Tick()
    {
        ThrowIfEnded();
        _processor.Tick(NowMs);
        _nextTickMs = NowMs + _query.Continuous.EmitIntervalMs;
        return CollectOutput();
    }

    /// <summary>
    /// Advances the clock and runs every watermark tick on the way (F5), which also detects idle partitions (F8). Returns the windows
    /// fired.
    /// </summary>
    /// <exception cref="InvalidOperationException">The input has ended.</exception>
    public IReadOnlyList<ReceivedResult> AdvanceTime(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ThrowIfEnded();
        var (intervalMs, untilMs) = (_query.Continuous.EmitIntervalMs, NowMs + (long)by.TotalMilliseconds);
        for (; intervalMs > 0 && _nextTickMs <= untilMs; _nextTickMs += intervalMs)
        {
            NowMs = _nextTickMs;
            _processor.Tick(NowMs);
        }

        NowMs = untilMs;
        return CollectOutput();
    }

    /// <summary>
    /// A checkpoint barrier passes: local aggregates flush, so late rows in them are counted now (F19, F22). Fires no window.
    /// </summary>
    public void PassBarrier()
    {
        _processor.PassBarrier();
        CollectOutput();
    }

    /// <summary>
    /// The bounded input ends, or the job is drained: every open window fires (F28). Returns them. Nothing can be sent afterwards.
    /// </summary>
    public IReadOnlyList<ReceivedResult> EndInput()
    {
        ThrowIfEnded();
        _ended = true;
        _processor.EndInput();
        return CollectOutput();
    }

    /// <summary>
    /// Stops with a savepoint, without drain, and starts again from it (F24; F26 for the legacy form): same topic, same open windows, new
    /// watermarks.
    /// </summary>
    public FlinkTwin Restart()
    {
        var next = new FlinkTwin(_query, [.. _position], new KeyTable(), NowMs);
        next._processor.Restore(_processor.Checkpoint(_conversion.Keys), next._conversion.Keys);
        CollectOutput();
        return next;
    }

    private void ThrowIfEnded()
    {
        if (_ended) throw new InvalidOperationException("The input has ended: start a new twin.");
    }

    private IReadOnlyList<ReceivedResult> CollectOutput()
    {
        Emitted = _conversion.Results(_processor.Output);
        _processor.Output.Clear();
        _results.AddRange(Emitted);
        _lateWindows.AddRange(_lateDrops.Select(_conversion.Late));
        _lateDrops.Clear();
        return Emitted;
    }
}
