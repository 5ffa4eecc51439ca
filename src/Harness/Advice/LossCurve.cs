using CtrBench.Traffic.Statistics;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Advice;

/// <summary>What a watermark delay loses of a part of the data, and what it may lose of data like it.</summary>
/// <param name="DelayMs">The delay.</param>
/// <param name="Rows">Rows with an event time.</param>
/// <param name="Late">Of these, rows that came too late.</param>
/// <param name="LossUpperBound">One-sided 95 % upper bound of the share of late rows; null where too few windows were seen for one.</param>
/// <param name="Windows">Windows with rows.</param>
/// <param name="WholeWindows">Of these, windows that lost none.</param>
internal readonly record struct Loss(long DelayMs, long Rows, long Late, double? LossUpperBound, long Windows, long WholeWindows)
{
    /// <summary>Share of rows counted, 0 .. 1; null without rows.</summary>
    public double? Completeness => Rows == 0 ? null : 1 - (double)Late / Rows;

    /// <summary>Share of windows that lost no row, 0 .. 1; null without windows.</summary>
    public double? WholeShare => Windows == 0 ? null : (double)WholeWindows / Windows;
}

/// <summary>
/// What every watermark delay loses, of one stretch of the data under one engine's rules. The bound is that of the ratio of late rows over
/// blocks of four windows, since rows of neighbouring windows are late together, and never below the bound for as many late rows that come
/// independently of each other, which is 3 / rows where none was late.
/// </summary>
internal sealed class LossCurve
{
    /// <summary>Windows of a block.</summary>
    public const int WindowsPerBlock = 4;

    /// <summary>Fewer blocks say too little about how much they differ.</summary>
    public const int FewestBlocks = 5;

    // Rows that a delay of 0 would lose, those that need the longest delay first.
    private readonly long[] _neededMs;
    private readonly int[] _blockOf;
    private readonly double[] _rowsOfBlock;
    private readonly long[] _neededOfWindow;
    private readonly double _sumOfSquares;

    private LossCurve(long[] neededMs, int[] blockOf, double[] rowsOfBlock, long[] neededOfWindow, long windows)
    {
        (_neededMs, _blockOf, _rowsOfBlock, _neededOfWindow, Windows) = (neededMs, blockOf, rowsOfBlock, neededOfWindow, windows);
        Rows = (long)rowsOfBlock.Sum();
        _sumOfSquares = rowsOfBlock.Sum(rows => rows * rows);
    }

    /// <summary>Rows with an event time.</summary>
    public long Rows { get; }

    /// <summary>Windows with rows.</summary>
    public long Windows { get; }

    /// <summary>Blocks of four windows with rows.</summary>
    public int Blocks => _rowsOfBlock.Length;

    /// <summary>The delay with which no row is late, ms.</summary>
    public long LosslessMs => _neededMs.Length == 0 ? 0 : _neededMs[0] + 1;

    /// <summary>The curve of rows <paramref name="from"/> to <paramref name="to"/> (exclusive), in order of arrival.</summary>
    /// <param name="neededMs">The delay that each row would have needed.</param>
    /// <param name="eventTimesMs">Event time of each; negative for none.</param>
    /// <param name="windowMs">Window size.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">First row after it.</param>
    public static LossCurve Of(
        ReadOnlySpan<long> neededMs, ReadOnlySpan<long> eventTimesMs, long windowMs, int from, int to)
    {
        var blocks = new Dictionary<long, int>();
        var rowsOf = new List<double>();
        var neededOfWindow = new Dictionary<long, long>();
        var (needed, blockOf) = (new List<long>(), new List<int>());
        var (lastStart, lastNeeded, lastBlock) = (long.MinValue, long.MinValue, 0);
        for (var i = from; i < to; i++)
        {
            if (eventTimesMs[i] < 0) continue;
            var start = TumblingWindows.Start(eventTimesMs[i], windowMs);
            if (start != lastStart)
            {
                if (lastStart != long.MinValue) neededOfWindow[lastStart] = lastNeeded;
                lastNeeded = neededOfWindow.GetValueOrDefault(start, NeededDelays.Never);
                var block = TumblingWindows.Start(start, windowMs * WindowsPerBlock);
                if (!blocks.TryGetValue(block, out lastBlock))
                {
                    blocks.Add(block, lastBlock = rowsOf.Count);
                    rowsOf.Add(0);
                }

                lastStart = start;
            }

            rowsOf[lastBlock]++;
            lastNeeded = Math.Max(lastNeeded, neededMs[i]);
            if (neededMs[i] < 0) continue;
            needed.Add(neededMs[i]);
            blockOf.Add(lastBlock);
        }

        if (lastStart != long.MinValue) neededOfWindow[lastStart] = lastNeeded;
        long[] keys = [.. needed];
        int[] items = [.. blockOf];
        Array.Sort(keys, items, Comparer<long>.Create((a, b) => b.CompareTo(a)));
        return new LossCurve(
            keys, items, [.. rowsOf], [.. neededOfWindow.Values.Where(ms => ms >= 0).OrderDescending()], neededOfWindow.Count);
    }

    /// <summary>What a delay loses.</summary>
    public Loss At(long delayMs)
    {
        var late = CountFrom(_neededMs, delayMs);
        var perBlock = new double[Blocks];
        for (var i = 0; i < late; i++) perBlock[_blockOf[i]]++;
        var (squares, products) = (0.0, 0.0);
        for (var b = 0; b < Blocks; b++)
        {
            squares += perBlock[b] * perBlock[b];
            products += perBlock[b] * _rowsOfBlock[b];
        }

        return Of(delayMs, late, squares, products);
    }

    /// <summary>
    /// The smallest delay from which on the upper bound of the loss is at most <paramref name="share"/>, ms; null where not even a delay
    /// that loses nothing has such a bound: there are too few rows.
    /// </summary>
    public long? Smallest(double share)
    {
        if (Of(LosslessMs, 0, 0, 0).LossUpperBound is not { } least || least > share) return null;
        var perBlock = new double[Blocks];
        var (squares, products) = (0.0, 0.0);
        var smallestMs = LosslessMs;
        for (var i = 0; i < _neededMs.Length;)
        {
            var neededMs = _neededMs[i];
            for (; i < _neededMs.Length && _neededMs[i] == neededMs; i++)
            {
                var block = _blockOf[i];
                squares += 2 * perBlock[block]++ + 1;
                products += _rowsOfBlock[block];
            }

            if (!(Of(neededMs, i, squares, products).LossUpperBound <= share)) return smallestMs;
            // Every delay above the next row's loses exactly these.
            smallestMs = i < _neededMs.Length ? _neededMs[i] + 1 : 0;
        }

        return smallestMs;
    }

    /// <summary>Rows that a promise of at most <paramref name="share"/> needs, if none of them is late.</summary>
    public static long RowsNeeded(double share) => (long)Math.Ceiling(PoissonUpper(0) / share);

    private Loss Of(long delayMs, long late, double squares, double products)
    {
        double? bound = null;
        if (Blocks >= FewestBlocks)
        {
            var share = late / (double)Rows;
            var spread = Math.Max(0, squares - 2 * share * products + share * share * _sumOfSquares);
            var standardError = Math.Sqrt(Blocks * spread / (Blocks - 1)) / Rows;
            bound = Math.Min(1, Math.Max(share + NormalQuantile.Student95(Blocks - 1) * standardError, PoissonUpper(late) / Rows));
        }

        return new Loss(delayMs, Rows, late, bound, Windows, Windows - CountFrom(_neededOfWindow, delayMs));
    }

    // The one-sided 95 % upper bound of the mean of a Poisson count: -ln 0.05 where there is none, else by Wilson and Hilferty, off by less
    // than 0.2 %.
    private static double PoissonUpper(long count)
    {
        if (count == 0) return 2.995732;
        var freedom = 2.0 * count + 2;
        var root = 1 - 2 / (9 * freedom) + 1.644854 * Math.Sqrt(2 / (9 * freedom));
        return freedom * root * root * root / 2;
    }

    // How many of values in falling order are at least a bound.
    private static int CountFrom(long[] falling, long bound)
    {
        var (low, high) = (0, falling.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (falling[middle] >= bound) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
