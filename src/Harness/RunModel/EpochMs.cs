namespace CtrBench.Harness.RunModel;

/// <summary>Epoch nanoseconds as epoch milliseconds.</summary>
internal static class EpochMs
{
    /// <summary>
    /// The nearest double; whole milliseconds stay whole. Dividing by 1e6 is not exact: a long of today's nanoseconds does not fit a
    /// double.
    /// </summary>
    public static double Of(long epochNs) => epochNs / 1_000_000 + epochNs % 1_000_000 / 1e6;
}
