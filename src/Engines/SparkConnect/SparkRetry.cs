namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// Retry schedule of a retriable call: after 50 ms, then four times as long each time up to 10 s, until the limit has passed. Without
/// jitter, since there is only one client.
/// </summary>
internal sealed class SparkRetry(TimeProvider clock, long limitMs)
{
    private const double FirstMs = 50;
    private const double MostMs = 10_000;

    private long _since = clock.GetTimestamp();
    private double _nextMs = FirstMs;

    /// <summary>The server has answered: restarts the limit.</summary>
    public void Reset() => (_since, _nextMs) = (clock.GetTimestamp(), FirstMs);

    /// <summary>Waits for the next attempt; false when the limit has passed.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken ct)
    {
        if (clock.GetElapsedTime(_since).TotalMilliseconds >= limitMs) return false;
        await Task.Delay(TimeSpan.FromMilliseconds(_nextMs), clock, ct).ConfigureAwait(false);
        _nextMs = Math.Min(_nextMs * 4, MostMs);
        return true;
    }
}
