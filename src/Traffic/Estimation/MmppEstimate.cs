using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Traffic.Estimation;

/// <summary>
/// A two-state Markov-modulated Poisson process, estimated from counts: a Poisson hidden Markov chain by expectation and maximization
/// (Baum and Welch, with scaled forward and backward passes), then its transition matrix in continuous time. State 0 has the lower rate.
/// It is a local optimum of the likelihood.
/// </summary>
/// <param name="LowPerSecond">Rate of the lower state, events/s.</param>
/// <param name="HighPerSecond">Rate of the higher state, events/s.</param>
/// <param name="StayLow">Probability that a window in the lower state is followed by another one.</param>
/// <param name="StayHigh">The same of the higher state.</param>
/// <param name="WidthSeconds">Length of a window, s.</param>
internal sealed record MmppEstimate(double LowPerSecond, double HighPerSecond, double StayLow, double StayHigh, double WidthSeconds)
{
    private const int MaxPasses = 5_000;
    private const double LeastGain = 1e-8;

    /// <summary>Passes until the likelihood stopped rising.</summary>
    public int Passes { get; private init; }

    /// <summary>Natural logarithm of the likelihood, of the last pass.</summary>
    public double LogLikelihood { get; private init; }

    /// <summary>The same of Poisson counts with one rate.</summary>
    public double LogLikelihoodPoisson { get; private init; }

    /// <summary>Whole windows that it is from.</summary>
    public int Windows { get; private init; }

    /// <summary>
    /// Whether the states stay for so long that they are states of time at all: windows that follow each other are alike, and each state is
    /// left and entered.
    /// </summary>
    public bool IsChain => StayLow < 1 && StayHigh < 1 && StayLow + StayHigh > 1;

    /// <summary>
    /// Whether two states describe the counts better than one rate by the Bayesian information criterion, which charges the three more
    /// parameters.
    /// </summary>
    public bool BetterThanPoisson => LogLikelihood - LogLikelihoodPoisson > 1.5 * PortableLog.Log(Math.Max(2, Windows));

    /// <summary>Mean dwell time in the lower state, s. Only of a chain.</summary>
    public double DwellLowSeconds => 1 / (Decay * ShareHigh);

    /// <summary>Mean dwell time in the higher state, s. Only of a chain.</summary>
    public double DwellHighSeconds => 1 / (Decay * (1 - ShareHigh));

    /// <summary>Share of time in the higher state. Only of a chain.</summary>
    public double ShareHigh => (1 - StayLow) / (2 - StayLow - StayHigh);

    /// <summary>Mean rate, events/s. Only of a chain.</summary>
    public double MeanPerSecond => (1 - ShareHigh) * LowPerSecond + ShareHigh * HighPerSecond;

    /// <summary>The states as a workload takes them: factors of the mean rate, dwell times of whole ms. Only of a chain.</summary>
    public IReadOnlyList<MmppState> States =>
    [
        new(Digits(LowPerSecond / MeanPerSecond), WholeMs(DwellLowSeconds)),
        new(Digits(HighPerSecond / MeanPerSecond), WholeMs(DwellHighSeconds)),
    ];

    /// <summary>How fast the chain forgets its state, 1/s.</summary>
    private double Decay => -PortableLog.Log(StayLow + StayHigh - 1) / WidthSeconds;

    /// <summary>Estimates the process.</summary>
    /// <exception cref="ArgumentException">Fewer than two windows, or no event in them.</exception>
    public static MmppEstimate Of(EventCounts counts)
    {
        if (counts.Counts.Count < 2 || counts.Sum == 0)
            throw new ArgumentException("Two windows with an event are the least that an MMPP can be estimated from.", nameof(counts));
        var chain = new PoissonChain(counts.Counts);
        var previous = double.NegativeInfinity;
        for (var pass = 1; ; pass++)
        {
            var logLikelihood = chain.Improve();
            if (logLikelihood - previous < LeastGain || pass == MaxPasses)
                return chain.Estimate(counts.WidthUs / 1e6) with
                {
                    Passes = pass,
                    LogLikelihood = logLikelihood,
                    LogLikelihoodPoisson = chain.LogLikelihoodOf(counts.Mean),
                    Windows = counts.Counts.Count,
                };
            previous = logLikelihood;
        }
    }

    /// <summary>
    /// Index of dispersion of the counts in windows of this length, in the long run: Fischer and Meier-Hellstern, "The Markov-modulated
    /// Poisson process (MMPP) cookbook", Performance Evaluation 18 (1993). Only of a chain.
    /// </summary>
    public double DispersionAt(double seconds)
    {
        var (share, gap, forgotten) = (ShareHigh, HighPerSecond - LowPerSecond, Decay * seconds);
        return 1 + 2 * share * (1 - share) * gap * gap / (MeanPerSecond * Decay) * (1 - (1 - PortableExp.Exp(-forgotten)) / forgotten);
    }

    /// <summary>Coefficient of variation of the gaps between events: 1 for Poisson arrivals. Only of a chain.</summary>
    public double GapVariation
    {
        get
        {
            // Moments of the gaps are k! p (L - Q)^-k 1, with p the state that an event finds, L the rates and Q the chain's generator.
            var (leaveLow, leaveHigh) = (1 / DwellLowSeconds, 1 / DwellHighSeconds);
            var (a, b, c, d) = (LowPerSecond + leaveLow, -leaveLow, -leaveHigh, HighPerSecond + leaveHigh);
            var det = a * d - b * c;
            var (firstLow, firstHigh) = ((d - b) / det, (a - c) / det);
            var (secondLow, secondHigh) = ((d * firstLow - b * firstHigh) / det, (a * firstHigh - c * firstLow) / det);
            var eventInHigh = ShareHigh * HighPerSecond / MeanPerSecond;
            var mean = (1 - eventInHigh) * firstLow + eventInHigh * firstHigh;
            var square = 2 * ((1 - eventInHigh) * secondLow + eventInHigh * secondHigh);
            return Math.Sqrt(square - mean * mean) / mean;
        }
    }

    private static double Digits(double value) => (double)decimal.Round((decimal)value, value < 1 ? 6 : 4);

    private static double WholeMs(double seconds) => Math.Max(1, Math.Round(seconds * 1_000));
}
