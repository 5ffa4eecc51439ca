namespace CtrBench.Harness.Running;

/// <summary>
/// Notices that no event reaches the engine any more while traffic is sent: a broker that is away, or whose disk is full, gives no answer,
/// and its records wait for it in the senders. A real engine that has just been started may take as long over its first records.
/// </summary>
/// <param name="engine">A real engine; null for a twin.</param>
internal sealed class Standstill(EngineId? engine = null)
{
    private const long TimeoutMs = 10_000;
    private long _read = -1;
    private long _sinceMs;

    /// <summary>What to say when <paramref name="recordsRead"/> has not moved for 10 s; null otherwise.</summary>
    public string? Check(long recordsRead, long nowMs)
    {
        if (recordsRead != _read) (_read, _sinceMs) = (recordsRead, nowMs);
        if (nowMs - _sinceMs < TimeoutMs) return null;
        var idle = FormattableString.Invariant($"nothing new for {(nowMs - _sinceMs) / 1_000} s: ");
        return engine is null
            ? idle + "is the broker running, and is its disk full? Events wait for it"
            : idle + $"a {engine} that was just started warms up; otherwise, is it running, is the broker running, and is its disk full?";
    }
}
