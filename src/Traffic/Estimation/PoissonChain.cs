using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Traffic.Estimation;

/// <summary>A hidden Markov chain of two states with Poisson counts, and one pass of Baum and Welch that makes it likelier.</summary>
internal sealed class PoissonChain
{
    private const double Least = 1e-200;

    private static readonly double HalfLogOfTwoPi = PortableLog.Log(2 * Math.PI) / 2;

    private readonly IReadOnlyList<long> _counts;
    private readonly double[] _logFactorials;
    private readonly double[] _forward;
    private readonly double[] _emissions;
    private readonly double[] _scales;
    private readonly double[] _rates;
    private readonly double[] _start = [0.5, 0.5];
    private readonly double[,] _stay = { { 0.95, 0.05 }, { 0.05, 0.95 } };

    /// <summary>The chain that the passes begin with: rates of half the mean count and one and a half times it.</summary>
    public PoissonChain(IReadOnlyList<long> counts)
    {
        _counts = counts;
        _logFactorials = [.. counts.Select(LogFactorial)];
        (_forward, _emissions, _scales) = (new double[2 * counts.Count], new double[2 * counts.Count], new double[counts.Count]);
        var mean = (double)counts.Sum() / counts.Count;
        _rates = [0.5 * mean, 1.5 * mean];
    }

    /// <summary>One pass. Returns the natural logarithm of the likelihood before it.</summary>
    public double Improve()
    {
        var logLikelihood = Forward();
        var (visits, sums) = (new double[2], new double[2]);
        var (left, moves) = (new double[2], new double[2, 2]);
        var (next0, next1) = (1.0, 1.0);
        for (var t = _counts.Count - 1; t >= 0; t--)
        {
            // After this the backward values are those of window t.
            if (t < _counts.Count - 1)
            {
                var (e0, e1) = (_emissions[2 * t + 2] * next0, _emissions[2 * t + 3] * next1);
                var b0 = (_stay[0, 0] * e0 + _stay[0, 1] * e1) / _scales[t + 1];
                var b1 = (_stay[1, 0] * e0 + _stay[1, 1] * e1) / _scales[t + 1];
                for (var i = 0; i < 2; i++)
                {
                    var here = _forward[2 * t + i] / _scales[t + 1];
                    moves[i, 0] += here * _stay[i, 0] * e0;
                    moves[i, 1] += here * _stay[i, 1] * e1;
                    left[i] += _forward[2 * t + i] * (i == 0 ? b0 : b1);
                }

                (next0, next1) = (b0, b1);
            }

            var (in0, in1) = (_forward[2 * t] * next0, _forward[2 * t + 1] * next1);
            visits[0] += in0;
            visits[1] += in1;
            sums[0] += in0 * _counts[t];
            sums[1] += in1 * _counts[t];
            if (t == 0) (_start[0], _start[1]) = (in0 / (in0 + in1), in1 / (in0 + in1));
        }

        for (var i = 0; i < 2; i++)
        {
            if (visits[i] > 0) _rates[i] = sums[i] / visits[i];
            if (left[i] > 0) (_stay[i, 0], _stay[i, 1]) = (moves[i, 0] / left[i], moves[i, 1] / left[i]);
        }

        return logLikelihood;
    }

    /// <summary>The chain as an estimate: the lower rate first.</summary>
    public MmppEstimate Estimate(double widthSeconds)
    {
        var (low, high) = _rates[0] <= _rates[1] ? (0, 1) : (1, 0);
        return new MmppEstimate(
            _rates[low] / widthSeconds, _rates[high] / widthSeconds, _stay[low, low], _stay[high, high], widthSeconds);
    }

    /// <summary>Natural logarithm of the likelihood of the counts at one rate.</summary>
    public double LogLikelihoodOf(double mean)
    {
        var sum = 0.0;
        var logMean = LogRate(mean);
        for (var t = 0; t < _counts.Count; t++) sum += LogEmission(t, mean, logMean);
        return sum;
    }

    private double Forward()
    {
        var logLikelihood = 0.0;
        var (state0, state1) = (_start[0], _start[1]);
        var (logRate0, logRate1) = (LogRate(_rates[0]), LogRate(_rates[1]));
        for (var t = 0; t < _counts.Count; t++)
        {
            if (t > 0)
            {
                (state0, state1) = (state0 * _stay[0, 0] + state1 * _stay[1, 0], state0 * _stay[0, 1] + state1 * _stay[1, 1]);
            }

            // Relative to the likelier state: counts of thousands would underflow. Never 0, so that a count which the chain holds for
            // impossible does not end the passes.
            var (log0, log1) = (LogEmission(t, _rates[0], logRate0), LogEmission(t, _rates[1], logRate1));
            var top = Math.Max(log0, log1);
            var below = Math.Max(Least, PortableExp.Exp(Math.Min(log0, log1) - top));
            var (e0, e1) = log0 >= log1 ? (1.0, below) : (below, 1.0);
            (state0, state1) = (state0 * e0, state1 * e1);
            var scale = state0 + state1;
            (state0, state1) = (state0 / scale, state1 / scale);
            (_emissions[2 * t], _emissions[2 * t + 1], _scales[t]) = (e0, e1, scale);
            (_forward[2 * t], _forward[2 * t + 1]) = (state0, state1);
            logLikelihood += PortableLog.Log(scale) + top;
        }

        return logLikelihood;
    }

    private double LogEmission(int t, double rate, double logRate) => _counts[t] * logRate - rate - _logFactorials[t];

    // A rate of 0 keeps a tiny chance of an event: a state that no event was in can still be left for the other.
    private static double LogRate(double rate) => PortableLog.Log(Math.Max(rate, 1e-300));

    private static double LogFactorial(long n)
    {
        if (n < 2) return 0;
        if (n < 64)
        {
            var product = 1.0;
            for (var i = 2; i <= n; i++) product *= i;
            return PortableLog.Log(product);
        }

        // Stirling's series: the next term is below 1e-12 from 64 on.
        double x = n;
        return x * PortableLog.Log(x) - x + PortableLog.Log(x) / 2 + HalfLogOfTwoPi + 1 / (12 * x) - 1 / (360 * x * x * x);
    }
}
