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

    private readonly Outlet<TwinStep> _out;
    private readonly ITopicReader _reader;
    private readonly StopSignal _stop;
    private readonly long[] _position;
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
    private bool _inputEnded;

    /// <summary>The logic of a source over <paramref name="input"/>.</summary>
    protected TwinSourceLogic(SourceShape<TwinStep> shape, TwinInput input)
        : base(shape)
    {
        (_out, Clock, _reader, _stop) = (shape.Outlet, input.Clock, input.Reader, input.Stop);
        _position = [.. input.StartOffsets];
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

    /// <inheritdoc/>
    public sealed override void PreStart() => _stop.OnRequest(_wake);

    /// <inheritdoc/>
    public sealed override void OnPull() => Continue();

    /// <inheritdoc/>
    public sealed override void PostStop()
    {
        _closed.Cancel();
        _timer.Dispose();
    }

    /// <summary>Offset of the next record to read from a partition.</summary>
    protected long Position(int partition) => _position[partition];

    /// <summary>The next records of a partition that are there now, or null.</summary>
    protected RecordBatch? TryRead(int partition, int maxRecords)
    {
        if (!_reader.TryRead(partition, maxRecords, out var records)) return null;
        _position[partition] = records.FirstOffset + records.Count;
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
            if (_position[p] < drainTo[p]) return false;
        return true;
    }

    /// <summary>
    /// Up to where to read: the end offsets of now, of the drain's beginning while draining; null while they are not known, and a wake-up
    /// is arranged.
    /// </summary>
    protected long[]? LatestOffsets() => Draining ? DrainOffsets() : EndOffsets();

    /// <summary>
    /// What <see cref="TryEmit"/> gives at the end: the end of input once when draining, then nothing; the stage completes.
    /// </summary>
    protected TwinStep? End()
    {
        if (Draining && !_inputEnded)
        {
            _inputEnded = true;
            return new TwinStep(StepKind.EndInput, Clock.NowMs());
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
        if (_inputEnded)
        {
            CompleteStage();
            return;
        }

        if (TryEmit() is { } step) Push(_out, step);
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
