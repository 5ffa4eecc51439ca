using Akka.Streams;
using Akka.Streams.Stage;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>
/// What the sources of both twins share: one outlet, one wake-up from timers, readers and stop requests. A subclass says in <see
/// cref="TryEmit"/> what comes next; it is asked whenever downstream wants an element and something may have changed.
/// </summary>
internal abstract class TwinSourceLogic : OutGraphStageLogic
{
    /// <summary>Records in one element at the most.</summary>
    protected const int MaxRecords = 4_096;

    // How often a batch that waits for records looks whether the offsets it waits for hold any, ms.
    private const long PositionPollMs = 20;

    private readonly Outlet<TwinStep> _out;
    private readonly ITopicReader _reader;
    private readonly StopSignal _stop;
    private readonly TwinCounters _counters;
    private readonly long[] _position;
    private readonly RecordBatch?[] _held;
    private readonly bool[] _partitionEnded;
    private readonly StageTimer _timer;
    private readonly Action _wake;
    private readonly Action<Exception> _fail;
    private readonly CancellationTokenSource _closed = new();
    private readonly Action<Action> _resume;
    private bool _waitingForRecords;
    private bool _topicEnded;
    private bool _waitingForOffsets;
    private long[]? _endOffsets;
    private bool _drainAsked;
    private long[]? _drainTo;
    private bool _ending;
    private bool _inputEnded;
    private bool _barrierPassed;

    /// <summary>The logic of a source over <paramref name="input"/>.</summary>
    protected TwinSourceLogic(SourceShape<TwinStep> shape, TwinInput input)
        : base(shape)
    {
        (_out, Clock, _reader, _stop, _counters) = (shape.Outlet, input.Clock, input.Reader, input.Stop, input.Counters);
        _position = [.. input.StartOffsets];
        (_held, _partitionEnded) = (new RecordBatch?[_position.Length], new bool[_position.Length]);
        _wake = GetAsyncCallback(Continue);
        _fail = GetAsyncCallback<Exception>(FailStage);
        _resume = GetAsyncCallback<Action>(take =>
        {
            take();
            Continue();
        });
        _timer = new StageTimer(Clock, _wake);
        SetHandler(_out, this);
    }

    /// <summary>The run's clock.</summary>
    protected TimeProvider Clock { get; }

    /// <summary>Partitions of the events topic.</summary>
    protected int Partitions => _position.Length;

    /// <summary>A stop has been requested without a drain.</summary>
    protected bool StopNow => _stop.Kind == StopKind.Now;

    /// <summary>A stop has been requested: read what is there, then end the input.</summary>
    protected bool Draining => _stop.Kind == StopKind.Drain;

    /// <summary>Whether a last barrier follows everything else: the next run goes on from there.</summary>
    protected virtual bool EndsWithBarrier => false;

    /// <inheritdoc/>
    public sealed override void PreStart() => _stop.OnRequest(_wake);

    /// <inheritdoc/>
    public sealed override void OnPull() => Continue();

    /// <inheritdoc/>
    public sealed override void PostStop()
    {
        _closed.Cancel();
        _timer.Dispose();
        foreach (var records in _held) records?.Dispose();
    }

    /// <summary>
    /// Offset of the next record to read from a partition, or <paramref name="upTo"/> where that is less: offsets that hold no record are
    /// behind it, counted.
    /// </summary>
    protected long Position(int partition, long upTo = long.MaxValue)
    {
        // A batch that is held back stands behind the position, and the reader behind the batch.
        if (_held[partition] is null) MoveTo(partition, Math.Min(_reader.Position(partition), upTo));
        return _position[partition];
    }

    /// <summary>The barrier at which this source stands now.</summary>
    protected TwinStep Barrier()
    {
        var offsets = new long[_position.Length];
        for (var p = 0; p < offsets.Length; p++) offsets[p] = Position(p);
        return new TwinStep(StepKind.Barrier, Clock.NowMs(), Offsets: offsets);
    }

    /// <summary>
    /// The next records of a partition that are there now, at most <see cref="MaxRecords"/>, none at or behind <paramref name="upTo"/>;
    /// or null.
    /// </summary>
    protected RecordBatch? TryRead(int partition, long upTo = long.MaxValue)
    {
        var most = (int)Math.Min(MaxRecords, upTo - _position[partition]);
        var records = _held[partition] ?? Read(partition, most);
        _held[partition] = null;
        if (records is not null && records.FirstOffset + records.Count > upTo) records = Split(partition, records, upTo);
        if (records is null) return null;
        MoveTo(partition, records.FirstOffset);
        _position[partition] += records.Count;
        return records;
    }

    /// <summary>
    /// Whether everything that stood in the topic when the drain was asked for has been read; a wake-up is arranged where that is not
    /// known yet.
    /// </summary>
    protected bool IsDrained()
    {
        if (DrainOffsets() is not { } drainTo) return false;
        for (var p = 0; p < _position.Length; p++)
            if (Position(p) < drainTo[p]) return false;
        return true;
    }

    /// <summary>
    /// Up to where to read: the end offsets of now, of the drain's beginning while draining; null while they are not known, and a wake-up
    /// is arranged.
    /// </summary>
    protected long[]? LatestOffsets() => Draining ? DrainOffsets() : EndOffsets();

    /// <summary>
    /// What <see cref="TryEmit"/> gives at the end, and it is not asked again: the end of the input when draining, the last barrier, then
    /// nothing; the stage completes. The barrier comes last, so that a query that was drained has its final watermark in it (F28).
    /// </summary>
    protected TwinStep? End()
    {
        _ending = true;
        if (Draining && !_inputEnded && !_barrierPassed)
        {
            _inputEnded = true;
            return new TwinStep(StepKind.EndInput, Clock.NowMs());
        }

        if (EndsWithBarrier && !_barrierPassed)
        {
            _barrierPassed = true;
            return Barrier();
        }

        CompleteStage();
        return null;
    }

    /// <summary>
    /// The next element; or null after arranging a wake-up, or after <see cref="OutGraphStageLogic"/> completed the stage.
    /// </summary>
    protected abstract TwinStep? TryEmit();

    /// <summary>Wakes this source at <paramref name="dueMs"/>; false when that moment has come already.</summary>
    protected bool WakeAt(long dueMs) => _timer.Arm(dueMs);

    /// <summary>Wakes this source when the topic has records; never again once the topic is closed and read to its end.</summary>
    protected void WakeOnRecords()
    {
        if (_waitingForRecords || _topicEnded) return;
        _waitingForRecords = true;
        Await(_reader.WaitToReadAsync(_closed.Token), more => (_waitingForRecords, _topicEnded) = (false, !more));
    }

    /// <summary>
    /// Wakes this source when a partition has records, or soon, since the offsets it waits for may turn out to hold none. False when it
    /// should look again at once.
    /// </summary>
    protected bool WakeOnRecords(int partition)
    {
        // One wait at a time: while one for another partition is pending, the timer does.
        if (!_waitingForRecords && !_partitionEnded[partition])
        {
            _waitingForRecords = true;
            Await(
                _reader.WaitToReadAsync(partition, _closed.Token),
                more => (_waitingForRecords, _partitionEnded[partition]) = (false, !more));
        }

        return WakeAt(Clock.NowMs() + PositionPollMs);
    }

    private RecordBatch? Read(int partition, int most) => _reader.TryRead(partition, most, out var records) ? records : null;

    // Only where offsets are missing can a batch reach behind its bound: what lies there waits for its turn.
    private RecordBatch? Split(int partition, RecordBatch records, long upTo)
    {
        var count = (int)Math.Max(0, upTo - records.FirstOffset);
        if (count == 0)
        {
            _held[partition] = records;
            MoveTo(partition, upTo);
            return null;
        }

        using (records)
        {
            _held[partition] = records.Slice(count, records.Count - count);
            return records.Slice(0, count);
        }
    }

    private void MoveTo(int partition, long offset)
    {
        var missing = offset - _position[partition];
        if (missing <= 0) return;
        _counters.CountMissing(missing);
        _position[partition] = offset;
    }

    private long[]? DrainOffsets()
    {
        if (_drainTo is not null) return _drainTo;
        if (!_drainAsked)
        {
            // An answer that was asked for before the drain may miss what was stored in between.
            if (_waitingForOffsets) return null;
            (_drainAsked, _endOffsets) = (true, null);
        }

        return _drainTo = EndOffsets();
    }

    private long[]? EndOffsets()
    {
        if (_endOffsets is { } known)
        {
            _endOffsets = null;
            return known;
        }

        if (_waitingForOffsets) return null;
        var pending = _reader.EndOffsetsAsync(_closed.Token);
        if (pending.IsCompletedSuccessfully) return pending.Result;
        _waitingForOffsets = true;
        Await(pending, offsets => (_waitingForOffsets, _endOffsets) = (false, offsets));
        return null;
    }

    private void Continue()
    {
        if (!IsAvailable(_out)) return;
        if ((_ending ? End() : TryEmit()) is { } step) Push(_out, step);
    }

    // The continuation runs inside the stage: its fields have one owner. Void, so that an error of its own, which nobody awaits, ends the
    // process.
    private async void Await<T>(ValueTask<T> pending, Action<T> take)
    {
        try
        {
            var value = await pending.ConfigureAwait(false);
            _resume(() => take(value));
        }
        catch (Exception) when (_closed.IsCancellationRequested)
        {
            // The stage has stopped, which cancels what it waited for: nobody is left to wake or to fail.
        }
        catch (Exception e)
        {
            _fail(e);
        }
    }
}
