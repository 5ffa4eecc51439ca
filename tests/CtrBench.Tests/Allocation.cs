namespace CtrBench.Tests;

/// <summary>Bytes that work allocates on the running thread.</summary>
internal static class Allocation
{
    /// <summary>
    /// The least of up to five rounds of <paramref name="work"/>. One round is no proof: a garbage collection that another test causes in the
    /// middle of it, or optimised code that the runtime swaps in, is counted too (some 8 kB). What the work itself allocates is in every round.
    /// </summary>
    public static long LeastBytes(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
