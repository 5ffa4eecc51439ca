namespace CtrBench.Traffic.Arrivals;

/// <summary>The forks that a workload's seed is split into.</summary>
internal static class ChanceStreams
{
    /// <summary>The stream of <paramref name="seed"/> for one purpose of the whole workload.</summary>
    public static SeededRandom Of(ulong seed, ChanceStream purpose) => new SeededRandom(seed).Fork((ulong)purpose);

    /// <summary>The stream of one producer for one purpose.</summary>
    public static SeededRandom Of(ulong seed, int producer, ChanceStream purpose) =>
        Of(seed, ChanceStream.Producers).Fork((ulong)producer).Fork((ulong)purpose);
}
