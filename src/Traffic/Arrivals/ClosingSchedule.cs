using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// Closing events: sparse events after the end of the traffic, so that the watermark moves past the last traffic window and engines emit it
/// at the usual delay. From the first window start at or after the traffic's end, every second and once at the very end, one event for
/// every partition (an engine's watermark may be the minimum over partitions), with event time = due time, until watermark delay + window +
/// 1 s later. Their own windows hold no traffic and are not counted.
/// </summary>
internal sealed class ClosingSchedule : IEventSchedule
{
    private const long StepMs = 1_000;

    private readonly AdCatalog _catalog;
    private readonly long _endMs;
    private long _nextMs;
    private int _partition;
    private long _sequence;

    /// <summary>Closing events for windows of <paramref name="windowMs"/>; every partition must have an ad in the catalog.</summary>
    public ClosingSchedule(AdCatalog catalog, long windowMs, long watermarkDelayMs, long trafficEndMs)
    {
        _catalog = catalog;
        _nextMs = StartMs(windowMs, trafficEndMs);
        _endMs = EndMs(windowMs, watermarkDelayMs, trafficEndMs);
    }

    /// <summary>The first window start at or after the traffic's end, epoch ms: windows from here on hold no traffic.</summary>
    public static long StartMs(long windowMs, long trafficEndMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowMs);
        return (trafficEndMs + windowMs - 1) / windowMs * windowMs;
    }

    /// <summary>When the last closing events are due, epoch ms.</summary>
    public static long EndMs(long windowMs, long watermarkDelayMs, long trafficEndMs) =>
        StartMs(windowMs, trafficEndMs) + watermarkDelayMs + windowMs + StepMs;

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
            _nextMs = _nextMs == _endMs ? _endMs + 1 : Math.Min(_nextMs + StepMs, _endMs);
        }
        return true;
    }
}
