namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// When a call that may do better is tried again: after 50 ms, then four times as long each time up to 10 s, until the limit has passed.
/// Without jitter: one client is no herd.
/// </summary>
internal sealed class SparkRetry(TimeProvider clock, long limitMs)
{
    private const double FirstMs = 50;
    private const double MostMs = 10_000;

    private long _since = clock.GetTimestamp();
    private double _nextMs = FirstMs;

    /// <summary>The server has answered something: the limit counts anew.</summary>
    public void Reset() => (_since, _nextMs) = (clock.GetTimestamp(), FirstMs);

    /// <summary>Waits for the next try; false when the limit has passed.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken ct)
    {
        if (clock.GetElapsedTime(_since).TotalMilliseconds >= limitMs) return false;
        await Task.Delay(TimeSpan.FromMilliseconds(_nextMs), clock, ct).ConfigureAwait(false);
        _nextMs = Math.Min(_nextMs * 4, MostMs);
        return true;
    }
}
