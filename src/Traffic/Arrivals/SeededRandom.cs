using System.Numerics;
using System.Runtime.CompilerServices;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The only source of random numbers: xoshiro256++ (Blackman, Vigna 2019) seeded by SplitMix64. A seed always gives the same numbers, on
/// every machine and runtime, because only 64-bit integer and basic IEEE arithmetic is used. Allocates nothing after construction; not
/// thread-safe.
/// </summary>
internal sealed class SeededRandom
{
    private const double Unit53 = 1.0 / (1UL << 53);

    private readonly ulong _seed;
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The stream of <paramref name="seed"/>.</summary>
    public SeededRandom(ulong seed)
    {
        _seed = seed;
        _s0 = SplitMix64.Next(ref seed);
        _s1 = SplitMix64.Next(ref seed);
        _s2 = SplitMix64.Next(ref seed);
        _s3 = SplitMix64.Next(ref seed);
    }

    /// <summary>A generator in a given state, to check against the published outputs.</summary>
    internal SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>
    /// The independent stream number <paramref name="stream"/> of this generator's seed. It does not depend on what was drawn so far, and
    /// does not advance this generator, so a part of the traffic that draws more or fewer numbers does not change the other parts.
    /// </summary>
    public SeededRandom Fork(ulong stream) => new(SplitMix64.Mix(_seed, stream));

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * Unit53;

    /// <summary>Exponential with mean 1, in [0, 36.8): -ln u with u in (0, 1]. The logarithm is within 1 ulp of the true one.</summary>
    public double NextExponential() => -PortableLog.Log(((NextUInt64() >> 11) + 1) * Unit53);

    /// <summary>Uniform in [0, <paramref name="n"/>), without bias (Lemire 2019). n must be positive.</summary>
    public int NextBelow(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        var bound = (ulong)n;
        var high = Math.BigMul(NextUInt64(), bound, out var low);
        if (low >= bound) return (int)high;
        var rejectBelow = (0 - bound) % bound;
        while (low < rejectBelow) high = Math.BigMul(NextUInt64(), bound, out low);
        return (int)high;
    }
}

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
