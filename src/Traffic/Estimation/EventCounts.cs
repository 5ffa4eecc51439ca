namespace CtrBench.Traffic.Estimation;

/// <summary>
/// Events per window of equal length, windows aligned to the epoch. The first and the last window are left out, because the record of
/// events begins and ends inside them.
/// </summary>
internal sealed class EventCounts
{
    private readonly long[] _counts;

    private EventCounts(long[] counts, long widthUs) => (_counts, WidthUs) = (counts, widthUs);

    /// <summary>Length of a window, us.</summary>
    public long WidthUs { get; }

    /// <summary>The whole windows in order of time.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Events in the whole windows.</summary>
    public long Sum => _counts.Sum();

    /// <summary>Mean events in a window.</summary>
    public double Mean => (double)Sum / _counts.Length;

    /// <summary>
    /// Index of dispersion: population variance over mean of the counts. 1 for Poisson arrivals, above for bursts; not a number where
    /// there are no windows or no events.
    /// </summary>
    public double Dispersion
    {
        get
        {
            var mean = Mean;
            return _counts.Sum(count => (count - mean) * (count - mean)) / _counts.Length / mean;
        }
    }

    /// <summary>Counts the whole windows between the first and the last event.</summary>
    /// <param name="timesUs">Times of the events, epoch us, in order.</param>
    /// <param name="widthUs">Length of a window, us.</param>
    public static EventCounts Of(IReadOnlyList<long> timesUs, long widthUs)
    {
        if (timesUs.Count == 0) return new EventCounts([], widthUs);
        var first = Floor(timesUs[0], widthUs) + 1;
        var counts = new long[Math.Max(0, Floor(timesUs[^1], widthUs) - first)];
        for (var i = 0; i < timesUs.Count; i++)
        {
            var window = Floor(timesUs[i], widthUs) - first;
            if (window >= 0 && window < counts.Length) counts[window]++;
        }

        return new EventCounts(counts, widthUs);
    }

    /// <summary>Given counts, as they are.</summary>
    public static EventCounts From(IEnumerable<long> counts, long widthUs) => new([.. counts], widthUs);

    private static long Floor(long timeUs, long widthUs) => timeUs / widthUs - (timeUs % widthUs < 0 ? 1 : 0);
}
