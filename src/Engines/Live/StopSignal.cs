namespace CtrBench.Engines.Live;

/// <summary>How a query is told to stop; a larger one overrides a smaller one.</summary>
internal enum StopKind : byte
{
    /// <summary>Not at all: it runs.</summary>
    None = 0,

    /// <summary>Read what is in the topic first, then end the input.</summary>
    Drain,

    /// <summary>As soon as what has been read is processed.</summary>
    Now,
}

/// <summary>Tells a running query to stop, from any thread; each request that changes something calls <paramref name="wake"/>.</summary>
internal sealed class StopSignal(Action wake)
{
    private readonly Lock _gate = new();

    // One field, not two: a source that looks between two writes must not take a drain for a stop.
    private volatile StopKind _kind;

    /// <summary>What has been asked for.</summary>
    public StopKind Kind => _kind;

    /// <summary>Asks the query to stop. A drain can still be cut short; what has been told to stop now is not made to drain.</summary>
    public void Request(StopKind kind)
    {
        lock (_gate)
        {
            if (kind <= _kind) return;
            _kind = kind;
        }

        wake();
    }
}
