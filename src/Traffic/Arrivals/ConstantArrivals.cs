namespace CtrBench.Traffic.Arrivals;

/// <summary>Equal gaps: arrival i is at floor((i + phase) * 1e9 / rate) ns, computed from i, so that nothing drifts.</summary>
internal sealed class ConstantArrivals : IArrivalProcess
{
    private readonly double _gapNs;
    private readonly double _phase;
    private long _index;

    /// <summary>
    /// <paramref name="perSecond"/> arrivals a second, the first at <paramref name="phase"/> (0 .. 1) of a gap: producers that share a rate
    /// use it to take turns.
    /// </summary>
    public ConstantArrivals(double perSecond, double phase = 0)
    {
        Rates.ThrowUnlessPositive(perSecond, nameof(perSecond));
        _gapNs = 1e9 / perSecond;
        _phase = phase;
    }

    /// <inheritdoc/>
    public bool TryNext(out Arrival arrival)
    {
        var offsetNs = (_index + _phase) * _gapNs;
        arrival = new Arrival(offsetNs < long.MaxValue / 2 ? (long)offsetNs : long.MaxValue / 2, 0, _index == 0);
        _index++;
        return true;
    }
}
