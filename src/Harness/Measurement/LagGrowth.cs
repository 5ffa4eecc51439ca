using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// How fast a lag grows: the slope of its upper envelope, the maxima of 20 equal stretches of the run without the first two, so that the
/// saw-tooth of batches is not growth. The slope is the median of the slopes of all pairs (Theil-Sen). Its interval is that of a line with
/// correlated residuals: a HAC variance (Bartlett kernel) with fixed-b critical values.
/// </summary>
/// <param name="Slope">Seconds of lag per second.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="SpanMs">From the first to the last maximum, ms.</param>
/// <param name="Maxima">Number of maxima.</param>
internal readonly record struct LagGrowth(double Slope, double Low, double High, double SpanMs, int Maxima)
{
    /// <summary>Equal stretches of a run.</summary>
    public const int Stretches = 20;

    private const int Skipped = 2;
    private const int FewestMaxima = 6;

    /// <summary>Growth by the total over the span, ms.</summary>
    public double TotalMs => Slope * SpanMs;

    /// <summary>The growth of a lag between two moments; null with too few points, or all at one moment.</summary>
    public static LagGrowth? Of(IReadOnlyList<LagPoint> points, double fromMs, double toMs)
    {
        if (points.Count == 0) return null;
        var lengthMs = (toMs - fromMs) / Stretches;
        var maxima = points.GroupBy(point => (int)Math.Min(Stretches - 1, Math.Floor((point.AtMs - fromMs) / lengthMs)))
            .Where(stretch => stretch.Key >= Skipped)
            .Select(stretch => stretch.MaxBy(point => point.LagMs))
            .OrderBy(point => point.AtMs).ToArray();
        // Batches longer than a stretch: each of their starts is a maximum of its own.
        if (maxima.Length < FewestMaxima && points.Count <= Stretches) maxima = [.. points.OrderBy(point => point.AtMs)];
        // All at one moment: results of a single batch, read from a topic where they waited.
        if (maxima.Length < FewestMaxima || maxima.Max(point => point.AtMs) <= maxima.Min(point => point.AtMs)) return null;
        var slope = Medians.Of(Slopes(maxima));
        var half = HalfWidth(maxima, slope);
        return new LagGrowth(slope, slope - half, slope + half, maxima[^1].AtMs - maxima[0].AtMs, maxima.Length);
    }

    private static IEnumerable<double> Slopes(LagPoint[] points)
    {
        for (var i = 0; i < points.Length; i++)
            for (var j = i + 1; j < points.Length; j++)
                if (points[j].AtMs > points[i].AtMs) yield return (points[j].LagMs - points[i].LagMs) / (points[j].AtMs - points[i].AtMs);
    }

    private static double HalfWidth(LagPoint[] points, double slope)
    {
        var n = points.Length;
        var meanMs = points.Average(point => point.AtMs);
        var level = Medians.Of(points.Select(point => point.LagMs - slope * (point.AtMs - meanMs)));
        double[] scores = [.. points.Select(point => (point.AtMs - meanMs) * (point.LagMs - level - slope * (point.AtMs - meanMs)))];
        var bandwidth = LongRunVariance.Bandwidth(n);
        var variance = n * LongRunVariance.About(0, scores, bandwidth);
        var squares = points.Sum(point => (point.AtMs - meanMs) * (point.AtMs - meanMs));
        return LongRunVariance.Critical95(bandwidth / n) * Math.Sqrt(variance) / squares;
    }
}
