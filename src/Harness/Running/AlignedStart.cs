namespace CtrBench.Harness.Running;

/// <summary>
/// When a schedule starts. On a multiple of the window size, so that runs of one seed cut the same events into the same windows, whenever
/// they run: only then can they be paired window by window.
/// </summary>
internal static class AlignedStart
{
    /// <summary>Longer windows are not waited for, ms: such runs start at once.</summary>
    public const long LongestWindowMs = 60_000;

    /// <summary>The first multiple of the window at or after <paramref name="earliestMs"/>, or that moment itself for a window of more
    /// than a minute. Epoch ms.</summary>
    public static long Of(long earliestMs, long windowMs) =>
        windowMs > LongestWindowMs ? earliestMs : (earliestMs + windowMs - 1) / windowMs * windowMs;
}
