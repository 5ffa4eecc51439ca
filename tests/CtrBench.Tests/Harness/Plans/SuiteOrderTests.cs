using CtrBench.Harness.Plans;

namespace CtrBench.Tests.Harness.Plans;

public sealed class SuiteOrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_engine_stands_at_every_place_and_follows_every_other_one_equally_often(int engines)
    {
        List<IReadOnlyList<int>> rows = [.. Enumerable.Range(0, SuiteOrder.RowsOf(engines)).Select(row => SuiteOrder.Row(row, engines))];
        Assert.All(rows, row => Assert.Equal(Enumerable.Range(0, engines), row.Order()));
        var places = rows.SelectMany(row => row.Index()).CountBy(place => place).Select(count => count.Value);
        Assert.Single(places.Distinct());
        var pairs = rows.SelectMany(row => row.Zip(row.Skip(1))).CountBy(pair => pair).ToList();
        Assert.Equal(engines * (engines - 1), pairs.Count);
        Assert.True(pairs.Select(pair => pair.Value).Distinct().Count() <= 1);
    }

    [Fact]
    public void Rows_repeat() => Assert.Equal(SuiteOrder.Row(1, 4), SuiteOrder.Row(5, 4));
}
