namespace CtrBench.Engines;

/// <summary>Readings of a run's clock.</summary>
internal static class ClockReading
{
    /// <summary>Epoch ms, whole.</summary>
    public static long NowMs(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Epoch ms with its fraction.</summary>
    public static double NowMsExact(this TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
