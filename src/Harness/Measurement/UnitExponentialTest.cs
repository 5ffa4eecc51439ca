using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// One-sample Kolmogorov-Smirnov test against the exponential distribution with mean 1, on an evenly thinned sample: when the buffer is
/// full, every second value is dropped and from then on half as many are kept. Deterministic; memory independent of the number of values.
/// </summary>
internal sealed class UnitExponentialTest
{
    private const int Capacity = 20_000;
    private const int Fewest = 20;

    private readonly float[] _sample = new float[Capacity];
    private int _count;
    private long _stride = 1;
    private long _untilNext = 1;

    /// <summary>Adds one value.</summary>
    public void Add(double value)
    {
        if (--_untilNext > 0) return;
        if (_count == Capacity) Thin();
        // Single precision, so that what is tested is what the run folder keeps.
        _sample[_count++] = (float)value;
        _untilNext = _stride;
    }

    /// <summary>The values that are tested, in order of time.</summary>
    public IReadOnlyList<float> Sample => _sample[.._count];

    /// <summary>Distance and p-value; null with fewer than 20 values.</summary>
    public (double Statistic, double PValue)? Result()
    {
        if (_count < Fewest) return null;
        var sorted = _sample.AsSpan(0, _count).ToArray();
        Array.Sort(sorted);
        var distance = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var model = 1 - PortableExp.Exp(-(double)sorted[i]);
            distance = Math.Max(distance, Math.Max(model - (double)i / sorted.Length, (double)(i + 1) / sorted.Length - model));
        }

        // Stephens (1970): this correction makes the asymptotic distribution accurate from a few values on.
        var root = Math.Sqrt(sorted.Length);
        return (distance, KolmogorovTail((root + 0.12 + 0.11 / root) * distance));
    }

    /// <summary>P(K &gt; x) of the Kolmogorov distribution, by the one of its two series that converges fast at x.</summary>
    internal static double KolmogorovTail(double x)
    {
        if (x < 0.04) return 1;
        var sum = 0.0;
        if (x < 1.18)
        {
            for (var k = 1; k <= 7; k += 2) sum += PortableExp.Exp(-k * k * Math.PI * Math.PI / (8 * x * x));
            return 1 - Math.Sqrt(2 * Math.PI) / x * sum;
        }
        for (var k = 1; k <= 6; k++) sum += (k % 2 == 1 ? 2 : -2) * PortableExp.Exp(-2.0 * k * k * x * x);
        return sum;
    }

    private void Thin()
    {
        _count /= 2;
        for (var i = 0; i < _count; i++) _sample[i] = _sample[2 * i];
        _stride *= 2;
    }
}
