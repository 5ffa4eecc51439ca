using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>The ads of a workload: with texts encoded once, click-through rates and partitions.</summary>
internal sealed class AdCatalog
{
    private readonly AdEntry[] _ads;
    private readonly int[] _partitions;
    private readonly int[] _firstAds;

    /// <summary>A catalog of these ads, in this order, for a topic of <paramref name="partitions"/> partitions.</summary>
    public AdCatalog(IReadOnlyList<AdEntry> ads, int partitions = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ads.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        _ads = [.. ads];
        _partitions = [.. ads.Select(ad => Partitioner.Partition(ad.AdId.Utf8, partitions))];
        _firstAds = [.. Enumerable.Range(0, partitions).Select(p => Array.IndexOf(_partitions, p))];
    }

    /// <summary>Number of ads.</summary>
    public int Count => _ads.Length;

    /// <summary>Number of partitions of the topic.</summary>
    public int Partitions => _firstAds.Length;

    /// <summary>The ad with index <paramref name="ad"/>.</summary>
    public ref readonly AdEntry this[int ad] => ref _ads[ad];

    /// <summary>The partition that the events of <paramref name="ad"/> go to, on every transport.</summary>
    public int PartitionOf(int ad) => _partitions[ad];

    /// <summary>The first ad whose events go to <paramref name="partition"/>; -1 when there is none.</summary>
    public int FirstAdOf(int partition) => _firstAds[partition];
}

/// <summary>One ad.</summary>
/// <param name="AdId">Its id, the key of its events.</param>
/// <param name="AdType">Its type.</param>
/// <param name="PageId">The page that shows it.</param>
/// <param name="Ctr">The probability that a view of it is clicked.</param>
internal readonly record struct AdEntry(JsonText AdId, JsonText AdType, JsonText PageId, double Ctr);
