namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// Markov-modulated Poisson process (MMPP): a continuous-time chain (<see cref="MarkovChain"/>) with exponential dwell times, started in
/// its stationary distribution; within a state arrivals are Poisson at the state's rate. The rate changes exactly at the state change: a
/// gap that would cross it ends there and is drawn again at the new rate, which is correct because the exponential is memoryless. The path
/// of states comes from a separate random stream, so it does not depend on the rate.
/// </summary>
internal sealed class MarkovModulatedArrivals : IArrivalProcess
{
    private readonly SeededRandom _gaps;
    private readonly SeededRandom _states;
    private readonly double[] _meanGapNs;
    private readonly double[] _meanDwellNs;
    private NanosecondClock _clock;
    private double _leftInStateNs;
    private int _state;
    private bool _newVisit = true;

    /// <summary>
    /// A process with long-run mean <paramref name="meanPerSecond"/>, gaps from <paramref name="gaps"/> and the path of states from
    /// <paramref name="path"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The states do not form a chain with a positive rate; the message names the state and the
    /// field.</exception>
    public MarkovModulatedArrivals(double meanPerSecond, IReadOnlyList<MmppState> states, SeededRandom gaps, SeededRandom path)
    {
        Rates.ThrowUnlessPositive(meanPerSecond, nameof(meanPerSecond));
        var shares = MarkovChain.StationaryShares(states);
        _meanGapNs = [.. MarkovChain.StateRates(states, meanPerSecond).Select(perSecond => 1e9 / perSecond)];
        _meanDwellNs = [.. states.Select(s => s.MeanDwellMs * 1e6)];
        (_gaps, _states) = (gaps, path);
        _state = Draw(shares);
        _leftInStateNs = _states.NextExponential() * _meanDwellNs[_state];
    }

    /// <inheritdoc/>
    public bool TryNext(out Arrival arrival)
    {
        while (true)
        {
            // A state of rate 0 has an infinite mean gap: nothing is drawn, because 0 * infinity is NaN.
            var meanGapNs = _meanGapNs[_state];
            var gapNs = double.IsInfinity(meanGapNs) ? meanGapNs : _gaps.NextExponential() * meanGapNs;
            if (gapNs < _leftInStateNs)
            {
                _leftInStateNs -= gapNs;
                _clock.Advance(gapNs);
                arrival = new Arrival(_clock.Ns, (byte)_state, _newVisit);
                _newVisit = false;
                return true;
            }
            ChangeState();
        }
    }

    private void ChangeState()
    {
        _clock.Advance(_leftInStateNs);
        var other = _meanDwellNs.Length == 2 ? 0 : _states.NextBelow(_meanDwellNs.Length - 1);
        _state = other < _state ? other : other + 1;
        _leftInStateNs = _states.NextExponential() * _meanDwellNs[_state];
        _newVisit = true;
    }

    private int Draw(double[] shares)
    {
        var u = _states.NextDouble();
        for (var i = 0; i < shares.Length - 1; i++)
        {
            if (u < shares[i]) return i;
            u -= shares[i];
        }
        return shares.Length - 1;
    }
}
