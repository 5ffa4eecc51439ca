namespace CtrBench.Traffic.Arrivals;

/// <summary>Steady Poisson process (SPP): independent exponential gaps with mean 1 / rate.</summary>
internal sealed class PoissonArrivals : IArrivalProcess
{
    private readonly SeededRandom _gaps;
    private readonly double _meanGapNs;
    private NanosecondClock _clock;
    private bool _started;

    /// <summary><paramref name="perSecond"/> arrivals a second on average, with gaps drawn from <paramref name="gaps"/>.</summary>
    public PoissonArrivals(double perSecond, SeededRandom gaps)
    {
        Rates.ThrowUnlessPositive(perSecond, nameof(perSecond));
        _meanGapNs = 1e9 / perSecond;
        _gaps = gaps;
    }

    /// <inheritdoc/>
    public bool TryNext(out Arrival arrival)
    {
        _clock.Advance(_gaps.NextExponential() * _meanGapNs);
        arrival = new Arrival(_clock.Ns, 0, !_started);
        _started = true;
        return true;
    }
}
