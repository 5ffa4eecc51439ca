namespace CtrBench.Harness.Runs;

/// <summary>Epoch times in ns, as producers stamp them, in ms.</summary>
internal static class EpochNs
{
    private const long NsPerMs = 1_000_000;

    /// <summary>
    /// Epoch ms with its fraction. Whole ms come out whole: a double has room for the ms and a fraction, but not for the ns of today.
    /// </summary>
    public static double ToMs(long epochNs) => epochNs / NsPerMs + epochNs % NsPerMs / 1e6;
}
