using CsCheck;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Traffic.Arrivals;

public sealed class AdCatalogsTests
{
    [Fact]
    public void Ads_have_ids_types_and_pages()
    {
        var catalog = new AdCatalog(AdCatalogs.Entries(1, 100, 0.05));
        Assert.Equal("ad-17", catalog[17].AdId.ToString());
        Assert.StartsWith("page-", catalog[17].PageId.ToString());
        Assert.Equal(5, Enumerable.Range(0, 100).Select(ad => catalog[ad].AdType.ToString()).Distinct().Count());
        Assert.Equal(10, Enumerable.Range(0, 100).Select(ad => catalog[ad].PageId.ToString()).Distinct().Count());
    }

    [Fact]
    public void Click_through_rates_spread_around_exactly_their_mean() =>
        Gen.Select(Gen.ULong, Gen.Double[0, 1]).Sample((seed, mean) =>
        {
            var catalog = new AdCatalog(AdCatalogs.Entries(seed, 500, mean));
            var ctrs = Enumerable.Range(0, 500).Select(ad => catalog[ad].Ctr).ToArray();
            var spread = Math.Min(mean, 1 - mean);
            return ctrs.All(c => c is >= 0 and <= 1) && Math.Abs(ctrs.Average() - mean) < 1e-9 && ctrs.Max() - ctrs.Min() >= spread;
        }, iter: 100);

    [Fact]
    public void Partitions_that_no_ad_goes_to_get_a_closing_ad()
    {
        var schedules = EventSchedules.Create(new Workload { Ads = 1, Partitions = 16 }, 20_000);
        for (var p = 0; p < 16; p++) Assert.Equal(p, schedules.Catalog.PartitionOf(schedules.Catalog.FirstAdOf(p)));
        Assert.Equal(16, schedules.Catalog.Count);
        Assert.StartsWith("closing-", schedules.Catalog[15].AdId.ToString());
    }
}
