using System.Globalization;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>Makes ad catalogs from a seed.</summary>
internal static class AdCatalogs
{
    private static readonly string[] Types = ["banner", "video", "native", "interstitial", "rewarded"];

    /// <summary>
    /// Ads <c>ad-0</c>, <c>ad-1</c>, ... of five types on a tenth as many pages. Their click-through rates have a triangular distribution
    /// from a tenth to 1.9 times the mean (narrower for means above 1/2, so that none exceeds 1), shifted so that their mean is exactly
    /// <paramref name="meanCtr"/>.
    /// </summary>
    internal static List<AdEntry> Entries(ulong seed, int ads, double meanCtr)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ads);
        var random = RandomStreams.Of(seed, RandomStream.Catalog);
        var ctrs = ClickThroughRates(random, ads, meanCtr);
        var entries = new List<AdEntry>(ads);
        for (var i = 0; i < ads; i++)
        {
            var type = TypeOf((uint)random.NextUInt64());
            var page = PageOf((uint)random.NextUInt64(), ads);
            var id = string.Create(CultureInfo.InvariantCulture, $"ad-{i}");
            entries.Add(new AdEntry(new JsonText(id), new JsonText(type), new JsonText(page), ctrs[i]));
        }
        return entries;
    }

    /// <summary>The type used when one is missing.</summary>
    internal static string TypeOf(uint hash) => Types[hash % (uint)Types.Length];

    /// <summary>The page used when one is missing.</summary>
    internal static string PageOf(uint hash, int ads) =>
        string.Create(CultureInfo.InvariantCulture, $"page-{hash % (uint)Math.Max(1, ads / 10)}");

    /// <summary>Click-through rates of <paramref name="count"/> ads around <paramref name="meanCtr"/>.</summary>
    internal static double[] ClickThroughRates(SeededRandom random, int count, double meanCtr)
    {
        var spreads = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += spreads[i] = (random.NextDouble() + random.NextDouble()) / 2;
        var width = 1.8 * Math.Min(meanCtr, 1 - meanCtr);
        return [.. spreads.Select(u => Math.Clamp(meanCtr + width * (u - sum / count), 0, 1))];
    }

    /// <summary>
    /// Adds an ad <c>closing-N</c> for each partition that none of the ads goes to, so that closing events reach every partition.
    /// </summary>
    internal static void CoverPartitions(List<AdEntry> entries, int partitions)
    {
        var covered = new bool[partitions];
        foreach (var entry in entries) covered[Partitioner.Partition(entry.AdId.Utf8, partitions)] = true;
        var missing = covered.Count(c => !c);
        for (var suffix = 0; missing > 0; suffix++)
        {
            var id = new JsonText(string.Create(CultureInfo.InvariantCulture, $"closing-{suffix}"));
            var partition = Partitioner.Partition(id.Utf8, partitions);
            if (covered[partition]) continue;
            covered[partition] = true;
            missing--;
            entries.Add(new AdEntry(id, new JsonText("closing"), new JsonText("closing"), 0));
        }
    }
}
