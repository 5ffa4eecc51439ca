namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// Sum of gaps in whole ns plus a carried fraction, so that millions of roundings do not add up to a drift of the rate. A mutable struct:
/// keep it in a field.
/// </summary>
internal struct NanosecondClock
{
    // Half of what a long holds: a start time in epoch ns can still be added without overflow.
    private const long End = long.MaxValue / 2;

    private double _fraction;

    /// <summary>The time, whole ns since the start; it saturates after 146 years.</summary>
    public long Ns { get; private set; }

    /// <summary>Moves on by <paramref name="gapNs"/> &gt;= 0.</summary>
    public void Advance(double gapNs)
    {
        var total = _fraction + gapNs;
        if (!(total < End - Ns))
        {
            (Ns, _fraction) = (End, 0);
            return;
        }
        var whole = (long)total;
        _fraction = total - whole;
        Ns += whole;
    }
}
