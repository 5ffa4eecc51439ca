namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// What a forked stream of chance is for. One stream a purpose: disorder switched on, another click-through rate or another arrival rate
/// leaves everything else of the same seed as it was. The numbers are part of what a seed means: never renumber.
/// </summary>
internal enum ChanceStream : ulong
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

    /// <summary>How far event time lies behind.</summary>
    Disorder = 14,
}
