namespace CtrBench.Engines.Live;

/// <summary>Tells a running source to stop, from any thread.</summary>
internal sealed class StopSignal
{
    private readonly Lock _gate = new();
    private Action? _wake;

    /// <summary>Whether somebody has asked to stop.</summary>
    public bool Requested { get; private set; }

    /// <summary>Whether what is in the topic is to be read first, and the input ended.</summary>
    public bool Drain { get; private set; }

    /// <summary>Asks the source to stop. The first call decides whether it drains.</summary>
    public void Request(bool drain)
    {
        Action? wake;
        lock (_gate)
        {
            if (Requested) return;
            (Requested, Drain) = (true, drain);
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
            requested = Requested;
        }

        if (requested) wake();
    }
}
