using CtrBench.Traffic.Statistics;
using HdrHistogram;

namespace CtrBench.Traffic.Producers;

/// <summary>
/// How late a producer sent: send - intended of each event. A histogram and not the values, since a producer sends up to billions of
/// events, and recording allocates nothing. Its error is bounded: lags are counted in whole us, and from 2.048 ms on in steps of less than
/// 0.1 % of the lag, of which a percentile gives the upper end; a lag beyond a day counts as a day. Count and maximum are exact. Not
/// thread-safe.
/// </summary>
internal sealed class LagHistogram
{
    // One day. Larger lags are counted in the last bar; the maximum is kept exactly.
    private const long HighestUs = 86_400_000_000;

    private readonly LongHistogram _histogram = new(1, HighestUs, 3);
    private long _maxNs;

    /// <summary>Events recorded.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>The largest lag, ms.</summary>
    public double MaxMs => _maxNs / 1e6;

    /// <summary>Adds one event that was sent <paramref name="lagNs"/> after it was due.</summary>
    public void Record(long lagNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lagNs);
        _maxNs = Math.Max(_maxNs, lagNs);
        _histogram.RecordValue(Math.Min(lagNs / 1_000, HighestUs));
    }

    /// <summary>
    /// The lag at the rank of the <paramref name="percent"/>-th percentile (1 .. 100, <see cref="Percentiles"/>), less than 1 us
    /// below it and at most 0.1 % above it, ms; 0 without events.
    /// </summary>
    public double PercentileMs(int percent)
    {
        if (Count == 0) return 0;
        // The histogram rounds to the nearest rank, so it gets the percentage of the exact one.
        return Math.Min(_histogram.GetValueAtPercentile(100.0 * Percentiles.Rank(percent, Count) / Count) / 1e3, MaxMs);
    }

    /// <summary>
    /// The distribution as it was recorded, in bars of 1 us and from 2.048 ms on of less than 0.1 % of the lag; empty ones are left out. A
    /// percentile is the end of the bar at its rank, or the largest lag if that is smaller.
    /// </summary>
    public IReadOnlyList<LagBar> Bars() =>
        [.. _histogram.RecordedValues().Select(value => new LagBar(value.ValueIteratedTo, value.CountAtValueIteratedTo))];
}

/// <summary>One bar of a lag histogram.</summary>
/// <param name="UpToUs">Largest lag in the bar, us; the previous bar ends below it.</param>
/// <param name="Count">Events in it.</param>
internal readonly record struct LagBar(long UpToUs, long Count);
