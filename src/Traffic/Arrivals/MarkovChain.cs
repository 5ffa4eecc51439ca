namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The arithmetic of a workload's modulating chain: exponential dwell times, and at the end of a visit the next state uniform over the
/// others (two states alternate). The jump chain is then doubly stochastic, so the share of time in a state is its mean dwell over the
/// sum of mean dwells.
/// </summary>
internal static class MarkovChain
{
    /// <summary>The share of time in each state in the long run; the shares sum to 1.</summary>
    public static double[] StationaryShares(IReadOnlyList<MmppState> states)
    {
        ThrowUnlessUsable(states);
        var total = 0.0;
        foreach (var state in states) total += state.MeanDwellMs;
        return [.. states.Select(s => s.MeanDwellMs / total)];
    }

    /// <summary>
    /// Events per second in each state when the long-run mean is <paramref name="meanPerSecond"/>: the factors, scaled so that the mean
    /// is met.
    /// </summary>
    public static double[] StateRates(IReadOnlyList<MmppState> states, double meanPerSecond)
    {
        var shares = StationaryShares(states);
        var meanFactor = 0.0;
        for (var i = 0; i < shares.Length; i++) meanFactor += shares[i] * states[i].RateFactor;
        return [.. states.Select(s => s.RateFactor / meanFactor * meanPerSecond)];
    }

    /// <summary>
    /// Throws an <see cref="ArgumentException"/> that names the state and the field unless the states form a chain with a positive mean
    /// rate.
    /// </summary>
    public static void ThrowUnlessUsable(IReadOnlyList<MmppState> states)
    {
        if (states.Count is < 2 or > 256)
            throw new ArgumentException($"An MMPP needs 2 to 256 states, not {states.Count}.", nameof(states));
        var any = false;
        for (var i = 0; i < states.Count; i++)
        {
            var (factor, dwell) = states[i];
            if (!(factor >= 0) || double.IsInfinity(factor))
                throw new ArgumentException($"MMPP state {i}: the rate factor {factor} must be a number >= 0.", nameof(states));
            if (!(dwell > 0) || double.IsInfinity(dwell))
                throw new ArgumentException($"MMPP state {i}: the mean dwell time {dwell} ms must be a positive number.", nameof(states));
            any |= factor > 0;
        }
        if (!any) throw new ArgumentException("An MMPP needs a state with a rate factor above 0.", nameof(states));
    }
}

/// <summary>One state of a Markov-modulated Poisson process.</summary>
/// <param name="RateFactor">Rate in this state over the workload's mean rate; a workload scales the factors so that the mean is met
/// exactly.</param>
/// <param name="MeanDwellMs">Mean of the exponential dwell time, ms.</param>
internal readonly record struct MmppState(double RateFactor, double MeanDwellMs);
