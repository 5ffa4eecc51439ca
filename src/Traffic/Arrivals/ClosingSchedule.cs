using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// Closing events: sparse events after the end of the traffic, so that the watermark moves past the last traffic window and engines emit it
/// at the usual delay. From the first window start at or after the traffic's end, every second and once at the very end, one event for
/// every partition (an engine's watermark may be the minimum over partitions), with event time = due time, until watermark delay + window +
/// 1 s later. Their own windows hold no traffic and are not counted. With a delay much longer than the traffic, no traffic window can close
/// for a long time after its end: that stretch, in which they would only cost time and memory, is left out.
/// </summary>
internal sealed class ClosingSchedule : IEventSchedule
{
    private const long StepMs = 1_000;

    /// <summary>A shorter stretch is not left out, ms: it costs nothing worth a gap in the traffic.</summary>
    private const long LeastMs = 3_600_000;

    /// <summary>Closing events on either side of the stretch that is left out, beyond those that close a window, ms.</summary>
    private const long MarginMs = 10_000;

    private readonly AdCatalog _catalog;
    private readonly long _endMs;
    private readonly long _quietFromMs;
    private readonly long _quietToMs;
    private long _nextMs;
    private int _partition;
    private long _sequence;

    /// <summary>Closing events for windows of <paramref name="windowMs"/>; every partition must have an ad in the catalog.</summary>
    /// <param name="catalog">The ads.</param>
    /// <param name="windowMs">Window size.</param>
    /// <param name="slideMs">From one window's start to the next one's; the size of tumbling windows.</param>
    /// <param name="watermarkDelayMs">Watermark delay.</param>
    /// <param name="earliestMs">No event later than the watermark delay has an event time before this, epoch ms.</param>
    /// <param name="trafficEndMs">End of the traffic, epoch ms.</param>
    public ClosingSchedule(AdCatalog catalog, long windowMs, long slideMs, long watermarkDelayMs, long earliestMs, long trafficEndMs)
    {
        _catalog = catalog;
        _nextMs = StartMs(slideMs, trafficEndMs);
        _endMs = EndMs(windowMs, slideMs, watermarkDelayMs, trafficEndMs);
        (_quietFromMs, _quietToMs) = Quiet(windowMs, slideMs, watermarkDelayMs, earliestMs, trafficEndMs);
    }

    /// <summary>The first window start at or after the traffic's end, epoch ms: windows from here on hold no traffic.</summary>
    public static long StartMs(long slideMs, long trafficEndMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slideMs);
        return (trafficEndMs + slideMs - 1) / slideMs * slideMs;
    }

    /// <summary>When the last closing events are due, epoch ms.</summary>
    public static long EndMs(long windowMs, long slideMs, long watermarkDelayMs, long trafficEndMs) =>
        StartMs(slideMs, trafficEndMs) + watermarkDelayMs + windowMs + StepMs;

    /// <summary>The seconds for which there are closing events, at most.</summary>
    public static long Seconds(long windowMs, long slideMs, long watermarkDelayMs, long earliestMs, long trafficEndMs)
    {
        var (fromMs, toMs) = Quiet(windowMs, slideMs, watermarkDelayMs, earliestMs, trafficEndMs);
        return (EndMs(windowMs, slideMs, watermarkDelayMs, trafficEndMs) - StartMs(slideMs, trafficEndMs) - (toMs - fromMs)) / StepMs + 2;
    }

    /// <inheritdoc/>
    public bool TryNext(out ScheduledEvent next)
    {
        if (_nextMs > _endMs)
        {
            next = default;
            return false;
        }
        next = new ScheduledEvent(
            _nextMs * 1_000_000, _nextMs, _sequence, ScheduledEvent.ClosingProducer, _catalog.FirstAdOf(_partition), EventKind.View, 0,
            Visitor: (int)_sequence);
        _sequence++;
        if (++_partition == _catalog.Partitions)
        {
            _partition = 0;
            _nextMs = _nextMs == _endMs ? _endMs + 1 : Math.Min(After(_nextMs), _endMs);
        }
        return true;
    }

    private long After(long ms) => ms + StepMs is var next && next > _quietFromMs && next < _quietToMs ? _quietToMs : next;

    // Rows later than the delay have windows that close with the traffic; the first window of all others closes once the watermark, a delay
    // behind, has reached its end, which is after its earliest event. Whole steps, so that the events after it are where they always were.
    private static (long FromMs, long ToMs) Quiet(long windowMs, long slideMs, long watermarkDelayMs, long earliestMs, long trafficEndMs)
    {
        var startMs = StartMs(slideMs, trafficEndMs);
        var fromMs = startMs + (windowMs + MarginMs + StepMs - 1) / StepMs * StepMs;
        var toMs = startMs + (earliestMs + watermarkDelayMs - MarginMs - startMs) / StepMs * StepMs;
        return toMs - fromMs >= LeastMs ? (fromMs, toMs) : (fromMs, fromMs);
    }
}
