using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Counts sent events in equal buckets of a quarter of a second, doubled whenever there are more than 2,000 of them.</summary>
internal sealed class RateSeriesBuilder
{
    private const int MostBuckets = 2_000;

    private readonly long _startMs;
    private readonly long[] _counts = new long[MostBuckets];
    private readonly long[] _high = new long[MostBuckets];
    private long _bucketMs = 250;
    private int _used;

    /// <summary>A series from <paramref name="startMs"/> on, epoch ms.</summary>
    public RateSeriesBuilder(long startMs) => _startMs = startMs;

    /// <summary>Counts one event; events before the start count in the first bucket; closing events are ignored.</summary>
    public void Add(in ScheduledEvent sent) => Add(sent, sent.DueNs);

    /// <summary>The same for an event sent at <paramref name="sentNs"/>, epoch ns.</summary>
    public void Add(in ScheduledEvent sent, long sentNs)
    {
        if (sent.Producer == ScheduledEvent.ClosingProducer) return;
        var offsetMs = Math.Max(0, sentNs / 1_000_000 - _startMs);
        while (offsetMs / _bucketMs >= MostBuckets) WidenBuckets();
        var bucket = (int)(offsetMs / _bucketMs);
        _counts[bucket]++;
        if (sent.State > 0) _high[bucket]++;
        _used = Math.Max(_used, bucket + 1);
    }

    /// <summary>The series so far, up to the last bucket with an event.</summary>
    public RateSeries Build()
    {
        var highShare = new double[_used];
        for (var i = 0; i < _used; i++) highShare[i] = _counts[i] == 0 ? 0 : (double)_high[i] / _counts[i];
        return new RateSeries(_startMs, _bucketMs, _counts[.._used], highShare);
    }

    private void WidenBuckets()
    {
        MergePairs(_counts);
        MergePairs(_high);
        _used = (_used + 1) / 2;
        _bucketMs *= 2;
    }

    private static void MergePairs(long[] buckets)
    {
        for (var i = 0; i < MostBuckets / 2; i++) buckets[i] = buckets[2 * i] + buckets[2 * i + 1];
        Array.Clear(buckets, MostBuckets / 2, MostBuckets / 2);
    }
}
