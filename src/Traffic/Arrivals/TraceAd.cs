namespace CtrBench.Traffic.Arrivals;

/// <summary>What a trace says of an ad; null = not said, to be filled by the generator.</summary>
/// <param name="AdId">Its id.</param>
/// <param name="AdType">Its type.</param>
/// <param name="PageId">The page it stands on.</param>
public readonly record struct TraceAd(string? AdId, string? AdType, string? PageId);
