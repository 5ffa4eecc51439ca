using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// 95 % intervals of a correlated series: blocks of neighbours are drawn with replacement, so that the dependence inside a block is kept
/// (Künsch 1989). Block length: cube root of n, rounded up. The seed is constant: the same series always gives the same interval.
/// </summary>
internal static class MovingBlockBootstrap
{
    private const int Resamples = 2_000;
    private const ulong Seed = 0x43747242656E6368;

    /// <summary>The percentile interval of the mean: the middle 95 % of the resamples.</summary>
    /// <exception cref="ArgumentException">The series is empty.</exception>
    public static Interval Mean(IReadOnlyList<double> values)
    {
        var n = values.Count;
        if (n == 0) throw new ArgumentException("An empty series has no mean.", nameof(values));
        var sums = new double[n + 1];
        for (var index = 0; index < n; index++) sums[index + 1] = sums[index] + values[index];
        var means = new double[Resamples];
        var random = new SeededRandom(Seed);
        for (var resample = 0; resample < Resamples; resample++)
        {
            double sum = 0;
            foreach (var (_, start, block) in Blocks(n, random)) sum += sums[start + block] - sums[start];
            means[resample] = sum / n;
        }
        return Middle(means);
    }

    /// <summary>
    /// The percentile interval of the difference of a statistic, second minus first, of two series with paired values: the same blocks are
    /// drawn from both.
    /// </summary>
    /// <exception cref="ArgumentException">The series are empty, or of different length.</exception>
    public static Interval Difference(IReadOnlyList<double> first, IReadOnlyList<double> second, Func<double[], double> statistic)
    {
        var n = first.Count;
        if (n == 0 || second.Count != n) throw new ArgumentException("Pairs need two series of the same length, at least "
            + "1.", nameof(second));
        var (a, b, differences) = (new double[n], new double[n], new double[Resamples]);
        var random = new SeededRandom(Seed);
        for (var resample = 0; resample < Resamples; resample++)
        {
            foreach (var (taken, start, block) in Blocks(n, random))
                for (var i = 0; i < block; i++) (a[taken + i], b[taken + i]) = (first[start + i], second[start + i]);
            differences[resample] = statistic(b) - statistic(a);
        }
        return Middle(differences);
    }

    // One resample of n values: target position, start in the series, and length of each drawn block.
    private static IEnumerable<(int Taken, int Start, int Block)> Blocks(int n, SeededRandom random)
    {
        var length = (int)Math.Ceiling(Math.Cbrt(n));
        for (var taken = 0; taken < n; taken += length)
        {
            var block = Math.Min(length, n - taken);
            yield return (taken, random.NextBelow(n - block + 1), block);
        }
    }

    private static Interval Middle(double[] values)
    {
        Array.Sort(values);
        var (low, high) = Percentiles.Middle(values, 95);
        return new Interval(low, high);
    }
}
