namespace CtrBench.Harness.Running;

/// <summary>
/// Notices that no event reaches the engine any more while traffic is sent: a broker that is away, or whose disk is full, gives no answer,
/// and its records wait for it in the senders. A real engine that has just been started may take as long over its first records.
/// </summary>
/// <param name="engine">A real engine; null for a twin.</param>
internal sealed class Standstill(EngineId? engine = null)
{
    private const long PatienceMs = 10_000;
    private long _read = -1;
    private long _sinceMs;

    /// <summary>What to say when <paramref name="recordsRead"/> has not moved for 10 s; null otherwise.</summary>
    public string? Take(long recordsRead, long nowMs)
    {
        if (recordsRead != _read) (_read, _sinceMs) = (recordsRead, nowMs);
        if (nowMs - _sinceMs < PatienceMs) return null;
        var silence = FormattableString.Invariant($"nothing new for {(nowMs - _sinceMs) / 1_000} s: ");
        return engine is null
            ? silence + "is the broker up, and has its disk room? Events wait for it"
            : silence + $"a {engine} that was just started warms up; else, is it alive, is the broker up, and has its disk room?";
    }
}
