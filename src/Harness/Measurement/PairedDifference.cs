namespace CtrBench.Harness.Measurement;

/// <summary>How much one run differs from another, window by window on the same events.</summary>
/// <param name="N">Windows that both runs measured.</param>
/// <param name="MeanMs">Mean of second minus first, ms.</param>
/// <param name="Interval">Its 95 % interval (moving-block bootstrap), ms.</param>
public sealed record PairedDifference(int N, double MeanMs, Interval Interval)
{
    /// <summary>
    /// Pairs the measured windows of two runs by their end; null when they share none. With common random numbers the same window of both
    /// holds the same events.
    /// </summary>
    /// <param name="first">The baseline.</param>
    /// <param name="second">The run held against it.</param>
    /// <param name="column">What is compared, for example <c>series => series.OverFloorMs</c>.</param>
    /// <param name="shiftMs">How much later the second run's schedule began, ms: a multiple of the window size; 0 for virtual runs.</param>
    public static PairedDifference? Between(WindowSeries first, WindowSeries second, Func<WindowSeries, IReadOnlyList<double>> column,
        long shiftMs = 0)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(column);
        var baseline = Measured(first).ToDictionary(index => first.EndMs[index], index => column(first)[index]);
        var differences = Measured(second)
            .Where(index => baseline.ContainsKey(second.EndMs[index] - shiftMs))
            .Select(index => column(second)[index] - baseline[second.EndMs[index] - shiftMs])
            .ToList();
        return differences.Count == 0 ? null
            : new PairedDifference(differences.Count, differences.Average(), MovingBlockBootstrap.Mean(differences));
    }

    private static IEnumerable<int> Measured(WindowSeries series) =>
        Enumerable.Range(0, series.EndMs.Count).Where(index => series.Measured[index]);
}
