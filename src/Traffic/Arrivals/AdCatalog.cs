namespace CtrBench.Traffic.Arrivals;

/// <summary>The ads of a workload: their texts made once, their click-through rates, their partitions.</summary>
public sealed class AdCatalog
{
    private readonly AdEntry[] _ads;

    /// <summary>A catalog of these ads, in this order.</summary>
    public AdCatalog(IReadOnlyList<AdEntry> ads)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ads.Count);
        _ads = [.. ads];
    }

    /// <summary>Number of ads.</summary>
    public int Count => _ads.Length;

    /// <summary>The ad with index <paramref name="ad"/>.</summary>
    public ref readonly AdEntry this[int ad] => ref _ads[ad];
}
