namespace CtrBench.Windows.Emulation;

/// <summary>How <c>maxOffsetsPerTrigger</c> divides a batch over partitions (S24).</summary>
internal static class RateLimit
{
    /// <summary>
    /// End offset (exclusive) of every partition: each gets a share of the limit in proportion to its backlog, computed in double and
    /// rounded down, except that a share below one record is rounded up. The sum may exceed or miss the limit.
    /// </summary>
    public static long[] Apply(ReadOnlySpan<long> start, ReadOnlySpan<long> latest, long limit)
    {
        var waiting = 0L;
        for (var p = 0; p < latest.Length; p++) waiting += Math.Max(0, latest[p] - start[p]);
        var end = new long[latest.Length];
        for (var p = 0; p < end.Length; p++)
        {
            var size = latest[p] - start[p];
            if (size <= 0)
            {
                end[p] = start[p];
                continue;
            }

            var share = limit * (size / (double)waiting);
            var take = (long)(share < 1 ? Math.Ceiling(share) : Math.Floor(share));
            end[p] = Math.Min(latest[p], AddClamped(start[p], take));
        }

        return end;
    }

    private static long AddClamped(long start, long take) => start > long.MaxValue - take ? long.MaxValue : start + take;
}
