namespace CtrBench.Engines.SparkConnect;

/// <summary>Ends a call when its caller cancels or when it times out.</summary>
internal sealed class CallLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <summary>A limit that starts now.</summary>
    public CallLimit(long limitMs, TimeProvider clock, CancellationToken ct)
    {
        _timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(limitMs), clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, ct);
    }

    /// <summary>The token of the call.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether it timed out.</summary>
    public bool HasPassed => _timer.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
