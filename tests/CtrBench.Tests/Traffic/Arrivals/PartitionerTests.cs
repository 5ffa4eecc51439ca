using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Traffic.Arrivals;

public sealed class PartitionerTests
{
    // The vectors of Kafka's own UtilsTest.testMurmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void The_hash_is_Kafkas_murmur2(string key, int expected)
    {
        Assert.Equal(expected, Partitioner.Murmur2(System.Text.Encoding.UTF8.GetBytes(key)));
        Assert.Equal((expected & 0x7fffffff) % 7, Partitioner.Partition(System.Text.Encoding.UTF8.GetBytes(key), 7));
    }

    [Fact]
    public void A_catalog_knows_the_partition_of_every_ad()
    {
        var catalog = new AdCatalog(AdCatalogs.Entries(1, 200, 0.05), 8);
        for (var ad = 0; ad < catalog.Count; ad++) Assert.Equal(Partitioner.Partition(catalog[ad].AdId.Utf8, 8), catalog.PartitionOf(ad));
        for (var p = 0; p < 8; p++) Assert.Equal(p, catalog.PartitionOf(catalog.FirstAdOf(p)));
    }
}
