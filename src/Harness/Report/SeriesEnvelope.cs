namespace CtrBench.Harness.Report;

/// <summary>Reduces a long series: smallest, mean and largest value per step of equal width. No extreme is lost.</summary>
/// <param name="Xs">Middle of each step with points.</param>
/// <param name="Lows">Smallest value in it.</param>
/// <param name="Means">Mean value in it.</param>
/// <param name="Highs">Largest value in it.</param>
internal sealed record SeriesEnvelope(double[] Xs, double[] Lows, double[] Means, double[] Highs)
{
    /// <summary>The envelope of a series with rising x, in <paramref name="steps"/> steps.</summary>
    public static SeriesEnvelope Of(IReadOnlyList<double> xs, IReadOnlyList<double> ys, int steps)
    {
        double start = xs[0];
        double width = Math.Max((xs[^1] - start) / steps, double.Epsilon);
        var rows = Enumerable.Range(0, xs.Count)
            .GroupBy(i => Math.Min((int)((xs[i] - start) / width), steps - 1), i => ys[i])
            .OrderBy(g => g.Key)
            .Select(g => (X: start + ((g.Key + 0.5) * width), Low: g.Min(), Mean: g.Average(), High: g.Max()))
            .ToArray();
        return new([.. rows.Select(r => r.X)], [.. rows.Select(r => r.Low)], [.. rows.Select(r => r.Mean)], [.. rows.Select(r => r.High)]);
    }
}
