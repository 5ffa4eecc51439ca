namespace CtrBench.Engines.Live;

/// <summary>Tells a running source to stop, from any thread.</summary>
internal sealed class StopSignal
{
    private readonly Lock _gate = new();
    private Action? _wake;

    // One field, not two: a source that looks between two writes must not take a drain for a stop.
    private volatile StopKind _kind;

    /// <summary>What has been asked for.</summary>
    public StopKind Kind => _kind;

    /// <summary>Asks the source to stop. A drain can still be cut short; what has been told to stop now is not made to drain.</summary>
    public void Request(StopKind kind)
    {
        Action? wake;
        lock (_gate)
        {
            if (kind <= _kind) return;
            _kind = kind;
            wake = _wake;
        }

        wake?.Invoke();
    }

    /// <summary>Whom to wake on a request; woken at once when there has been one.</summary>
    public void OnRequest(Action wake)
    {
        bool requested;
        lock (_gate)
        {
            _wake = wake;
            requested = _kind != StopKind.None;
        }

        if (requested) wake();
    }
}
