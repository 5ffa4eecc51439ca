using CtrBench.Harness.Advice;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Advice;

/// <summary>What is odd in data is called by its name, and ordinary data are not called odd.</summary>
public sealed class DataOddityTests
{
    private const long StartMs = 1_700_000_000_000;

    [Theory]
    [InlineData(0, null)]
    [InlineData(-5_000, null)]
    [InlineData(30_000, "ahead")]
    [InlineData(-120_000, "behind")]
    [InlineData(-7_200_000, "half hours")]
    [InlineData(3_600_000, "half hours")]
    public void A_clock_that_is_off_for_all_rows_is_odd(long offsetMs, string? said)
    {
        var found = ClockOffsets.Of(Rows(offsetMs));
        if (said is null) Assert.Null(found);
        else Assert.Contains(said, found!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_examples_are_counted_from_1()
    {
        var rows = Rows(0, (0, 60_000));
        var future = DataOddities.Of(rows, 10_000, null).Single(oddity => oddity.Code == "from-the-future");
        Assert.Contains("(row 1,", future.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_rows_from_the_future_are_set_aside_and_many_are_not()
    {
        var (rows, aside) = FutureRows.SetAside(Rows(0, (40, 60_000)), 0.001);
        Assert.Equal((1, 60_000, 1_999), (aside!.Count, aside.FurthestMs, rows.Count));
        Assert.Null(FutureRows.SetAside(Rows(0), 0.001).SetAside);
        var (all, none) = FutureRows.SetAside(Rows(30_000), 0.001);
        Assert.Null(none);
        Assert.Equal(2_000, all.Count);
    }

    // 2,000 rows at 100/s, late by up to 200 ms.
    private static ArrivedRows Rows(long aheadMs, params (int Row, long AheadMs)[] odd)
    {
        var random = new SeededRandom(3);
        var (arrival, time) = (new long[2_000], new long[2_000]);
        for (var i = 0; i < 2_000; i++)
        {
            arrival[i] = (StartMs + i * 10) * 1_000_000;
            time[i] = StartMs + i * 10 + aheadMs - (long)(200 * random.NextDouble());
        }

        foreach (var (row, by) in odd) time[row] = arrival[row] / 1_000_000 + by;
        return new ArrivedRows(arrival, time, new ushort[2_000], 1);
    }
}
