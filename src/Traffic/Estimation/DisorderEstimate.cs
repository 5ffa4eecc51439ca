using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Traffic.Estimation;

/// <summary>
/// A <see cref="DisorderModel"/> estimated from measured lateness, and how well it gives that lateness again. Rows that are late by less
/// than a resolution count as on time, because a network delays every row a little; what is beyond is exponential or uniform, whichever is
/// likelier. Rows far beyond all others are the very late share.
/// </summary>
/// <param name="Model">The model; its share of delayed events is 0 where no row is late.</param>
/// <param name="ResolutionMs">Rows late by less than this were taken for rows on time, ms.</param>
/// <param name="Quantiles">Measured lateness against that of the model.</param>
internal sealed record DisorderEstimate(DisorderModel Model, long ResolutionMs, IReadOnlyList<DisorderQuantile> Quantiles)
{
    /// <summary>How far a quantile of the model may be from the measured one, as a factor.</summary>
    public const double WithinFactor = 1.25;

    // Below this a difference matters to no watermark delay.
    private const double SlackMs = 50;
    private const int LeastRows = 10;
    private const double MostVeryLate = 0.05;

    private static readonly long[] ResolutionsMs = [1, 10, 100];
    private static readonly double[] Levels = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999];

    /// <summary>The worst factor between a quantile and the measured one; differences of some ms do not count.</summary>
    public double WorstFactor => Quantiles.Max(FactorOf);

    /// <summary>Whether the model gives the measured lateness again.</summary>
    public bool Fits => WorstFactor <= WithinFactor;

    /// <summary>The factor between a quantile of the model and the measured one.</summary>
    public double FactorOf(DisorderQuantile quantile) => quantile.Factor(SlackMs, ResolutionMs);

    /// <summary>Estimates the model.</summary>
    /// <param name="latenessMs">How late each row was, ms, 0 for those on time; at least one row. It is sorted in place.</param>
    public static DisorderEstimate Of(double[] latenessMs)
    {
        Array.Sort(latenessMs);
        DisorderEstimate? best = null;
        foreach (var resolutionMs in ResolutionsMs)
        {
            var late = latenessMs.AsSpan(FirstFrom(latenessMs, resolutionMs));
            var model = late.Length < LeastRows ? new DisorderModel() : ModelOf(late, latenessMs.Length, resolutionMs);
            var estimate = new DisorderEstimate(model, resolutionMs, Compare(latenessMs, model));
            if (estimate.Fits) return estimate;
            if (best is null || estimate.WorstFactor < best.WorstFactor) best = estimate;
        }

        return best!;
    }

    private static DisorderModel ModelOf(ReadOnlySpan<double> late, int rows, long resolutionMs)
    {
        var split = VeryLateFrom(late, rows);
        var delayed = late[..split];
        var veryLate = late[split..];
        var model = new DisorderModel();
        if (delayed.Length > 0)
        {
            var longestMs = Math.Floor(delayed[^1]) + 1;
            var spanMs = longestMs - resolutionMs;
            var meanMs = 0.0;
            foreach (var ms in delayed) meanMs += (ms - resolutionMs) / delayed.Length;
            var exponentialMs = TruncatedMean(meanMs, spanMs);
            var uniform = exponentialMs is not { } ofExponentialMs || ofExponentialMs > longestMs
                || !LikelierThanUniform(ofExponentialMs, meanMs, spanMs);
            var beyond = uniform ? spanMs / longestMs : Beyond(resolutionMs, exponentialMs!.Value, longestMs);
            model = new DisorderModel(
                Math.Min(1 - (double)veryLate.Length / rows, delayed.Length / beyond / rows),
                uniform ? longestMs / 2 : Math.Max(1, Math.Round(exponentialMs!.Value)), longestMs, uniform);
        }

        return veryLate.Length == 0 ? model
            : model with { VeryLateShare = (double)veryLate.Length / rows, VeryLateFromMs = Math.Floor(veryLate[0]) };
    }

    /// <summary>Where the very late rows begin: after a gap of more than their distance to time, with few rows behind it.</summary>
    private static int VeryLateFrom(ReadOnlySpan<double> late, int rows)
    {
        for (var i = late.Length - LeastRows; i >= LeastRows && late.Length - i <= MostVeryLate * rows; i--)
            if (late[i] >= 2 * late[i - 1]) return i;
        return late.Length;
    }

    /// <summary>The mean of an exponential whose part below the bound has this mean; null where that part is not one of an
    /// exponential.</summary>
    private static double? TruncatedMean(double meanMs, double boundMs)
    {
        if (meanMs <= 0 || meanMs >= 0.49 * boundMs) return null;
        var (low, high) = (meanMs, 100 * boundMs);
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            var truncated = middle - boundMs / (PortableExp.Exp(boundMs / middle) - 1);
            if (truncated < meanMs) low = middle;
            else high = middle;
        }

        return low;
    }

    private static bool LikelierThanUniform(double exponentialMs, double meanMs, double boundMs) =>
        -PortableLog.Log(exponentialMs) - meanMs / exponentialMs - PortableLog.Log(1 - PortableExp.Exp(-boundMs / exponentialMs))
            > -PortableLog.Log(boundMs);

    private static double Beyond(double ms, double meanMs, double longestMs)
    {
        var end = PortableExp.Exp(-longestMs / meanMs);
        return (PortableExp.Exp(-ms / meanMs) - end) / (1 - end);
    }

    private static List<DisorderQuantile> Compare(double[] sorted, DisorderModel model)
    {
        var quantiles = new List<DisorderQuantile>();
        foreach (var level in Levels)
        {
            // A quantile with fewer rows above it is chance.
            if ((1 - level) * sorted.Length < LeastRows) break;
            var measured = sorted[Math.Clamp((int)Math.Ceiling(level * sorted.Length) - 1, 0, sorted.Length - 1)];
            quantiles.Add(new DisorderQuantile(level, measured, QuantileOf(model, level)));
        }

        if (quantiles.Count == 0) quantiles.Add(new DisorderQuantile(0.5, sorted[(sorted.Length - 1) / 2], QuantileOf(model, 0.5)));
        return quantiles;
    }

    /// <summary>The lateness that a share of the model's rows is not above, ms.</summary>
    private static double QuantileOf(DisorderModel model, double level)
    {
        var above = 1 - level;
        if (above >= model.DelayedShare + model.VeryLateShare) return 0;
        var from = model.VeryLateFromMs ?? 0;
        var (low, high) = (0.0, Math.Max(model.MaxDelayMs, 2 * from + 1_000));
        for (var i = 0; i < 80; i++)
        {
            var middle = (low + high) / 2;
            if (ShareAbove(model, middle) > above) low = middle;
            else high = middle;
        }

        return high;
    }

    private static double ShareAbove(DisorderModel model, double ms)
    {
        var from = model.VeryLateFromMs ?? 0;
        var veryLate = model.VeryLateShare * Math.Clamp(1 - (ms - from) / Math.Max(from, 1_000), 0, 1);
        if (ms >= model.MaxDelayMs) return veryLate;
        return veryLate + model.DelayedShare
            * (model.Uniform ? 1 - ms / model.MaxDelayMs : Beyond(ms, model.MeanDelayMs, model.MaxDelayMs));
    }

    private static int FirstFrom(double[] sorted, double value)
    {
        var at = Array.BinarySearch(sorted, value);
        if (at < 0) return ~at;
        while (at > 0 && sorted[at - 1] >= value) at--;
        return at;
    }
}

/// <summary>A quantile of lateness.</summary>
/// <param name="Level">The share of rows that are not later.</param>
/// <param name="MeasuredMs">In the data, ms.</param>
/// <param name="ModelMs">In the model, ms.</param>
internal sealed record DisorderQuantile(double Level, double MeasuredMs, double ModelMs)
{
    /// <summary>How far both are apart, as a factor of 1 and more.</summary>
    /// <param name="slackMs">Both are made larger by this, so that some ms do not count, ms.</param>
    /// <param name="resolutionMs">Measured lateness below this is that of a row on time, ms.</param>
    public double Factor(double slackMs, double resolutionMs)
    {
        var ratio = ((MeasuredMs < resolutionMs ? 0 : MeasuredMs) + slackMs) / ((ModelMs < resolutionMs ? 0 : ModelMs) + slackMs);
        return ratio < 1 ? 1 / ratio : ratio;
    }
}
