namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The purpose of a forked random stream. There is one stream per purpose, so that switching disorder on, or changing the click-through or
/// arrival rate, leaves everything else of the same seed unchanged. The numbers define what a seed produces: never renumber them.
/// </summary>
internal enum RandomStream : ulong
{
    /// <summary>Parent of the producers' streams: forked by producer index, then by purpose.</summary>
    Producers = 1,

    /// <summary>The ad catalog.</summary>
    Catalog = 2,

    /// <summary>Fields that a trace lacks.</summary>
    TraceFill = 3,

    /// <summary>Users and addresses, hashed, not drawn.</summary>
    Users = 4,

    /// <summary>A producer's gaps between arrivals.</summary>
    Gaps = 10,

    /// <summary>A producer's path through the states of its chain.</summary>
    States = 11,

    /// <summary>Which ad a view shows.</summary>
    Ads = 12,

    /// <summary>Whether a view is clicked, and when.</summary>
    Clicks = 13,

    /// <summary>How far event time is behind.</summary>
    Disorder = 14,
}

/// <summary>The forks that a workload's seed is split into.</summary>
internal static class RandomStreams
{
    /// <summary>The stream of <paramref name="seed"/> for one purpose of the whole workload.</summary>
    public static SeededRandom Of(ulong seed, RandomStream purpose) => new SeededRandom(seed).Fork((ulong)purpose);

    /// <summary>The stream of one producer for one purpose.</summary>
    public static SeededRandom Of(ulong seed, int producer, RandomStream purpose) =>
        Of(seed, RandomStream.Producers).Fork((ulong)producer).Fork((ulong)purpose);
}
