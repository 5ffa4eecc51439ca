namespace CtrBench.Traffic.Arrivals;

/// <summary>The forks that a workload's seed is split into.</summary>
internal static class RandomStreams
{
    /// <summary>The stream of <paramref name="seed"/> for one purpose of the whole workload.</summary>
    public static SeededRandom Of(ulong seed, RandomStream purpose) => new SeededRandom(seed).Fork((ulong)purpose);

    /// <summary>The stream of one producer for one purpose.</summary>
    public static SeededRandom Of(ulong seed, int producer, RandomStream purpose) =>
        Of(seed, RandomStream.Producers).Fork((ulong)producer).Fork((ulong)purpose);
}
