namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014; Vigna's constants): spreads seeds and hashes small numbers. Integer arithmetic only, so always the
/// same.
/// </summary>
internal static class SplitMix64
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The generator's next output; advances <paramref name="state"/>.</summary>
    public static ulong Next(ref ulong state) => Mix(state += Golden);

    /// <summary>A bijection of 64 bits in which every input bit affects every output bit.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A hash of two numbers in order.</summary>
    public static ulong Mix(ulong a, ulong b) => Mix(Mix(a + Golden) ^ (b * Golden + 1));
}
