namespace CtrBench.Harness.Running;

/// <summary>
/// Notices that no event reaches the engine any more while traffic is sent: a broker that is away, or whose disk is full, gives no answer,
/// and its records wait for it in the senders.
/// </summary>
internal sealed class Standstill
{
    private const long PatienceMs = 10_000;
    private long _read = -1;
    private long _sinceMs;

    /// <summary>What to say when <paramref name="recordsRead"/> has not moved for 10 s; null otherwise.</summary>
    public string? Take(long recordsRead, long nowMs)
    {
        if (recordsRead != _read) (_read, _sinceMs) = (recordsRead, nowMs);
        return nowMs - _sinceMs < PatienceMs ? null : FormattableString.Invariant(
            $"nothing new for {(nowMs - _sinceMs) / 1_000} s: is the broker up, and has its disk room? Events wait for it");
    }
}
