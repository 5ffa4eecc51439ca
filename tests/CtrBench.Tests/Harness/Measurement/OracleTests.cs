using CsCheck;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class OracleTests
{
    private const RowFlags View = RowFlags.View | RowFlags.HasEventTime | RowFlags.HasProducerTimestamp;
    private const RowFlags Click = RowFlags.Click | RowFlags.HasEventTime | RowFlags.HasProducerTimestamp;

    [Fact]
    public void Every_row_is_counted_however_late()
    {
        var oracle = NewOracle(1);
        Add(oracle, 0, 1_000, View, at: 1);
        Add(oracle, 0, 95_000, View, at: 2);
        Add(oracle, 0, 4_000, Click, at: 3);
        Add(oracle, 0, 5_000, RowFlags.HasEventTime, at: 4);
        Add(oracle, 0, 0, RowFlags.View, at: 5);
        Add(oracle, 0, 0, RowFlags.Click, at: 6);
        Add(oracle, 0, 0, 0, at: 7);

        var windows = oracle.Windows().ToList();
        Assert.Equal([0L, 90_000L], windows.Select(window => window.WindowStartMs));
        var first = windows[0];
        Assert.Equal((1, 1, 3), (first.Views, first.Clicks, first.Rows));
        Assert.Equal((1, 4), (first.FirstAppendMs, first.LastAppendMs));
        Assert.Equal(3_000_000, first.MaxProducerTimestampNs);
        Assert.Equal(4, first.MaxDueMs);
        Assert.Equal((7, 3, 4, 95_000), (oracle.Records, oracle.Malformed, oracle.Rows, oracle.MaxEventTimeMs));
    }

    [Fact]
    public void Event_times_below_zero_fall_into_the_window_below_zero()
    {
        var oracle = NewOracle(1);
        Add(oracle, 0, -1, View, at: 1);
        Add(oracle, 0, long.MinValue, View, at: 1);
        Add(oracle, 0, long.MaxValue, View, at: 1);
        Assert.Equal([long.MinValue, -10_000, long.MaxValue - long.MaxValue % 10_000], oracle.Windows()
            .Select(window => window.WindowStartMs));
    }

    [Fact]
    public void Spark_is_moved_by_any_partition_and_Flink_by_the_slowest_one_a_millisecond_earlier()
    {
        var oracle = NewOracle(3);
        Add(oracle, 0, 1_000, View, at: 1);
        Add(oracle, 1, 29_998, View, at: 2);
        Add(oracle, 0, 29_999, View, at: 3);
        Add(oracle, 1, 30_000, View, at: 4);
        Add(oracle, 0, 31_000, View, at: 5);
        var window = oracle.Windows().First();
        Assert.Equal(new Mover(4, 4), window.Any);
        Assert.Equal(new Mover(4, 4), window.All);
        Assert.Equal(10_000, window.WindowEndMs);
    }

    [Fact]
    public void Flink_waits_for_a_partition_that_never_gets_there()
    {
        var oracle = NewOracle(2);
        Add(oracle, 0, 30_000, View, at: 1);
        Add(oracle, 1, 1_000, View, at: 2);
        var window = oracle.Windows().First();
        Assert.Equal(new Mover(1, 1), window.Any);
        Assert.Null(window.All);
    }

    [Fact]
    public void A_mover_of_unknown_due_time_takes_its_append_time()
    {
        var oracle = NewOracle(1);
        oracle.Add(0, 1_000, View, 5, 0, 10.25, Oracle.UnknownDue);
        oracle.Add(0, 30_000, View, 5, 0, 30_000.5, Oracle.UnknownDue);
        var window = oracle.Windows().First();
        Assert.Null(window.MaxDueMs);
        Assert.Equal(new Mover(30_000.5, 30_000.5), window.Any);
    }

    [Fact]
    public void Keys_come_in_order_of_their_text_the_null_key_first()
    {
        var keys = new KeyTable();
        var oracle = new Oracle(new CtrQuery { GroupBy = GroupField.AdId }, 1, keys);
        foreach (var key in new[] { "b", "B", "a" }) oracle.Add(0, 1_000, View, 1, keys.GetOrAdd(key), 1, 1);
        oracle.Add(0, 1_000, View, 1, 0, 1, 1);
        Assert.Equal([null, "B", "a", "b"], oracle.Windows().Select(window => window.Key));
    }

    [Fact]
    public void The_oracle_equals_a_plain_group_by()
    {
        var row = Gen.Select(Gen.Int[0, 2], Gen.Long[-25_000, 120_000], Gen.Int[0, 15], Gen.Int[0, 3]);
        Gen.Select(row.Array[0, 60], Gen.OneOf(10_000L, 2_000L, 5_000L, 4_000L, 7_000L)).Sample((rows, slideMs) =>
        {
            var keys = new KeyTable();
            for (var key = 1; key <= 3; key++) keys.GetOrAdd($"k{key}");
            var oracle = new Oracle(new CtrQuery { GroupBy = GroupField.AdId, SlideMs = slideMs }, 3, keys);
            var log = rows.Select((r, index) => (Partition: r.Item1, Time: r.Item2, Flags: (RowFlags)r.Item3, Key: r.Item4,
                At: (double)index)).ToList();
            foreach (var r in log) oracle.Add(r.Partition, r.Time, r.Flags, (long)r.At * 1_000, r.Key, r.At,
                (long)(r.At * 1e6) - 1_000_000);
            Assert.Equal(Naive(log, keys, slideMs), oracle.Windows());
            Assert.Equal(log.Count(r => (r.Flags & RowFlags.HasEventTime) == 0), oracle.Malformed);
        }, iter: 500);
    }

    private static List<ExpectedWindow> Naive(List<(int Partition, long Time, RowFlags Flags, int Key, double At)> log, KeyTable keys, long slideMs)
    {
        var valid = log.Where(r => (r.Flags & RowFlags.HasEventTime) != 0).ToList();
        Mover MoverOf((int Partition, long Time, RowFlags Flags, int Key, double At) r) => new(r.At - 1, r.At);
        var windows =
            from r in valid
            from back in Enumerable.Range(0, (int)(10_000 / slideMs) + 1)
            let start = (long)(Math.Floor((double)r.Time / slideMs) - back) * slideMs
            where start + 10_000 > r.Time
            group r by (Start: start, Text: keys.Text(r.Key)) into cell
            let end = cell.Key.Start + 10_000
            let firsts = valid.GroupBy(r => r.Partition)
                .Select(p => p.Where(r => r.Time >= end + 19_999).Select(r => (Mover?)MoverOf(r)).FirstOrDefault()).ToList()
            let stamps = cell.Where(r => (r.Flags & RowFlags.HasProducerTimestamp) != 0).Select(r => (long?)((long)r.At * 1_000)).ToList()
            select new ExpectedWindow
            {
                WindowStartMs = cell.Key.Start,
                WindowEndMs = end,
                Key = cell.Key.Text,
                Views = cell.Count(r => (r.Flags & RowFlags.View) != 0),
                Clicks = cell.Count(r => (r.Flags & RowFlags.Click) != 0),
                Rows = cell.Count(),
                MaxProducerTimestampNs = stamps.Max(),
                MaxDueMs = cell.Max(r => r.At) - 1,
                FirstAppendMs = (long)cell.Min(r => r.At),
                LastAppendMs = (long)cell.Max(r => r.At),
                Any = valid.Where(r => r.Time >= end + 20_000).Select(r => (Mover?)MoverOf(r)).FirstOrDefault(),
                All = firsts.Any(mover => mover is null) ? null : firsts.MaxBy(mover => mover!.Value.AppendMs),
            };
        return [.. windows.OrderBy(window => window.WindowStartMs).ThenBy(window => window.Key, StringComparer.Ordinal)];
    }

    private static Oracle NewOracle(int partitions) => new(new CtrQuery(), partitions, new KeyTable());

    private static void Add(Oracle oracle, int partition, long eventTimeMs, RowFlags flags, long at) =>
        oracle.Add(partition, eventTimeMs, flags, at * 1_000_000, 0, at, at * 1_000_000);
}
