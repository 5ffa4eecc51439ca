using HdrHistogram;

namespace CtrBench.Traffic.Producers;

/// <summary>
/// How late a producer sent: send - intended of each event, with three significant digits, in us. Recording allocates nothing. Not
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

    /// <summary>The lag that <paramref name="percentile"/> (0 .. 100) percent of events do not exceed, ms; 0 without events.</summary>
    public double PercentileMs(double percentile)
        => Count == 0 ? 0 : Math.Min(_histogram.GetValueAtPercentile(percentile) / 1e3, MaxMs);

    /// <summary>
    /// The distribution in bars that end at 1, 2, 4, 8, ... us; empty bars at both ends are left out.
    /// </summary>
    public IReadOnlyList<LagBar> Bars()
    {
        var bars = new List<LagBar>();
        foreach (var value in _histogram.RecordedValues())
        {
            var upToUs = bars.Count == 0 ? 1 : bars[^1].UpToUs;
            if (bars.Count == 0)
            {
                while (upToUs < value.ValueIteratedTo) upToUs *= 2;
                bars.Add(new LagBar(upToUs, 0));
            }
            while (bars[^1].UpToUs < value.ValueIteratedTo) bars.Add(new LagBar(bars[^1].UpToUs * 2, 0));
            bars[^1] = bars[^1] with { Count = bars[^1].Count + value.CountAtValueIteratedTo };
        }
        return bars;
    }
}
