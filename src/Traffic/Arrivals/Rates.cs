namespace CtrBench.Traffic.Arrivals;

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
