namespace CtrBench.Traffic.Arrivals;

/// <summary>A seeded point process: the intended times of one producer, never decreasing. It uses no clock and never waits.</summary>
internal interface IArrivalProcess
{
    /// <summary>The next arrival; false when the process has ended (only replay ends; the others are endless).</summary>
    bool TryNext(out Arrival arrival);
}

/// <summary>One arrival of a process.</summary>
/// <param name="OffsetNs">Intended time since the start of the schedule, ns.</param>
/// <param name="State">State of the modulating chain (0 = LOW for MMPP); always 0 for processes without states.</param>
/// <param name="NewVisit">The chain changed state since the process's last arrival, or this is the first one: the gap before it spans more
/// than one state.</param>
internal readonly record struct Arrival(long OffsetNs, byte State, bool NewVisit = false);

/// <summary>Checks on rates.</summary>
internal static class Rates
{
    /// <summary>Throws when <paramref name="perSecond"/> is not a positive finite number.</summary>
    public static void ThrowUnlessPositive(double perSecond, string name)
    {
        if (!(perSecond > 0) || double.IsInfinity(perSecond))
            throw new ArgumentOutOfRangeException(name, perSecond, "A rate must be a positive number of events per second.");
    }
}
