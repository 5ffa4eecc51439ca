namespace CtrBench.Traffic.Arrivals;

/// <summary>The fields of an ad in a trace; null = missing, filled in by the generator.</summary>
/// <param name="AdId">Its id.</param>
/// <param name="AdType">Its type.</param>
/// <param name="PageId">The page that shows it.</param>
internal readonly record struct TraceAd(string? AdId, string? AdType, string? PageId);
