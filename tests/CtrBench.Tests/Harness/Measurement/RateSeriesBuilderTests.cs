using CsCheck;
using CtrBench.Harness.Measurement;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class RateSeriesBuilderTests
{
    [Fact]
    public void Events_are_counted_by_time_and_state()
    {
        var builder = new RateSeriesBuilder(1_000);
        (int Ms, byte State)[] sent = [(1_000, 0), (1_249, 1), (1_250, 1), (1_750, 0), (1_800, 1), (1_900, 1)];
        foreach (var (ms, state) in sent) builder.Add(Event(ms, state));
        builder.Add(Event(5_000, 0) with { Producer = ScheduledEvent.ClosingProducer });
        var series = builder.Build();
        Assert.Equal((1_000, 250), (series.StartMs, series.BucketMs));
        Assert.Equal([2, 1, 0, 1 + 2], series.Counts);
        Assert.Equal([0.5, 1, 0, 2 / 3.0], series.HighShare);
    }

    [Fact]
    public void A_long_run_gets_wider_buckets_and_loses_no_event() =>
        Gen.Select(Gen.Long[0, 500_000_000].Array[1, 100], Gen.Long[0, 1_000_000]).Sample((offsetsMs, startMs) =>
        {
            Array.Sort(offsetsMs);
            var builder = new RateSeriesBuilder(startMs);
            foreach (var offset in offsetsMs) builder.Add(Event(startMs + offset, 1));
            var series = builder.Build();
            return series.Counts.Count is > 0 and <= 2_000
                && series.Counts.Count == offsetsMs[^1] / series.BucketMs + 1
                && Enumerable.Range(0, series.Counts.Count).All(i => series.Counts[i] == offsetsMs.Count(o => o / series.BucketMs == i));
        }, iter: 50);

    private static ScheduledEvent Event(long ms, byte state) => new(ms * 1_000_000, ms, 0, 0, 0, EventKind.View, state);
}
