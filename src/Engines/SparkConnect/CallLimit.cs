namespace CtrBench.Engines.SparkConnect;

/// <summary>Ends a call when its caller gives up or when it has taken too long.</summary>
internal sealed class CallLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <summary>A limit that counts from now.</summary>
    public CallLimit(long limitMs, TimeProvider clock, CancellationToken ct)
    {
        _timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(limitMs), clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, ct);
    }

    /// <summary>What the call listens to.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether it took too long.</summary>
    public bool HasPassed => _timer.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
