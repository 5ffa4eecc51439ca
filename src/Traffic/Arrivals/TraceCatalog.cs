using System.Text;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The ads of a replayed trace: with the trace's ids, types and pages where it has them and generated ones where it does not. A row without
/// an ad gets a random generated ad.
/// </summary>
internal sealed class TraceCatalog
{
    private readonly Dictionary<TraceAd, int> _index = [];
    private readonly List<TraceAd> _ads = [];
    private readonly int _generatedAds;

    /// <summary>Resolves every row of <paramref name="trace"/>.</summary>
    public TraceCatalog(Trace trace, Workload workload)
    {
        _generatedAds = workload.Ads;
        var generated = AdCatalogs.Entries(workload.Seed, workload.Ads, workload.Clicks.MeanCtr);
        var fill = RandomStreams.Of(workload.Seed, RandomStream.TraceFill);
        AdOfRow = new int[trace.Rows.Count];
        for (var row = 0; row < AdOfRow.Length; row++)
        {
            var said = trace.Rows[row].Ad is var ad and >= 0 ? trace.Ads[ad] : default;
            AdOfRow[row] = IndexOf(said.AdId is null ? Fill(said, generated[fill.NextBelow(generated.Count)]) : Fill(said));
        }
        var ctrs = AdCatalogs.ClickThroughRates(fill, _ads.Count, workload.Clicks.MeanCtr);
        Entries = [.. _ads.Zip(ctrs, Entry)];
    }

    /// <summary>The distinct ads (with type and page), in order of first row.</summary>
    public List<AdEntry> Entries { get; }

    /// <summary>For each row its index into <see cref="Entries"/>.</summary>
    public int[] AdOfRow { get; }

    private static AdEntry Entry(TraceAd ad, double ctr) =>
        new(new JsonText(ad.AdId!), new JsonText(ad.AdType!), new JsonText(ad.PageId!), ctr);

    private static TraceAd Fill(TraceAd said, AdEntry generated) =>
        new(generated.AdId.ToString(), said.AdType ?? generated.AdType.ToString(), said.PageId ?? generated.PageId.ToString());

    private TraceAd Fill(TraceAd said)
    {
        if (said.AdType is not null && said.PageId is not null) return said;
        var hash = (uint)Partitioner.Murmur2(Encoding.UTF8.GetBytes(said.AdId!));
        return said with
        {
            AdType = said.AdType ?? AdCatalogs.TypeOf(hash),
            PageId = said.PageId ?? AdCatalogs.PageOf(hash / 8, _generatedAds),
        };
    }

    private int IndexOf(TraceAd ad)
    {
        if (_index.TryGetValue(ad, out var index)) return index;
        _index.Add(ad, index = _ads.Count);
        _ads.Add(ad);
        return index;
    }
}
