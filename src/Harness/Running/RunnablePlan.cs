using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Running;

/// <summary>What a query may say and a run on fresh topics cannot use.</summary>
internal static class RunnablePlan
{
    /// <summary>Throws for a query that would end before the first event.</summary>
    /// <exception cref="UsageException">The plan is none for a run.</exception>
    public static void ThrowUnlessRunnable(RunPlan plan)
    {
        if (plan.Query.MicroBatch.AvailableNow)
            throw new UsageException(
                "--available-now", text: null, "ends the engine before the first event: a run starts it on empty topics; leave it out");
    }
}

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
