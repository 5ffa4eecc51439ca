using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The events of one producer whose arrivals are slots: each arrival is exactly one event, the due click of an earlier view if there is
/// one, else a view. So clicks do not change the arrival process. Clicks still pending at the end are not sent.
/// </summary>
internal sealed class SlotSchedule : IEventSchedule
{
    private readonly IArrivalProcess _arrivals;
    private readonly AdCatalog _catalog;
    private readonly EventTimes _eventTimes;
    private readonly PendingClicks _clicks;
    private readonly SeededRandom _ads;
    private readonly int _viewAds;
    private readonly int[]? _adOfRow;
    private readonly int _producer;
    private readonly int _stride;
    private readonly long _startNs;
    private readonly long _lengthNs;
    private readonly Func<int, long>? _latenessNsOfRow;
    private long _sequence;
    private bool _ended;

    /// <summary>
    /// Views show ads 0 .. <paramref name="viewAds"/> - 1 at random or, when <paramref name="adOfRow"/> is given, the ad of the trace row
    /// that the slot is (row = producer + rank * producers); <paramref name="latenessNsOfRow"/> is how late that row came, and a
    /// click of its view. Ends before <paramref name="lengthNs"/> after the start.
    /// </summary>
    public SlotSchedule(
        Workload workload, int producer, IArrivalProcess arrivals, AdCatalog catalog, int viewAds, int[]? adOfRow,
        EventTimes eventTimes, long lengthNs, Func<int, long>? latenessNsOfRow = null)
    {
        _latenessNsOfRow = latenessNsOfRow;
        (_arrivals, _catalog, _viewAds, _adOfRow, _eventTimes) = (arrivals, catalog, viewAds, adOfRow, eventTimes);
        _clicks = new PendingClicks(workload.Clicks, RandomStreams.Of(workload.Seed, producer, RandomStream.Clicks));
        _ads = RandomStreams.Of(workload.Seed, producer, RandomStream.Ads);
        (_producer, _stride) = (producer, workload.Producers);
        (_startNs, _lengthNs) = (workload.StartMs * 1_000_000, lengthNs);
    }

    /// <inheritdoc/>
    public bool TryNext(out ScheduledEvent next)
    {
        if (_ended || !_arrivals.TryNext(out var arrival) || arrival.OffsetNs >= _lengthNs)
        {
            _ended = true;
            next = default;
            return false;
        }
        var dueNs = _startNs + arrival.OffsetNs;
        var kind = EventKind.Click;
        if (!_clicks.TryDequeue(dueNs, out var ad, out var visitor, out _))
        {
            kind = EventKind.View;
            visitor = _adOfRow is null ? (int)(_sequence & int.MaxValue) : _producer + (int)_sequence * _stride;
            ad = _adOfRow is null ? _ads.NextBelow(_viewAds) : _adOfRow[visitor];
            if (_clicks.IsClicked(_catalog[ad].Ctr)) _clicks.Add(dueNs, ad, visitor);
        }
        var happenedNs = dueNs - (_latenessNsOfRow?.Invoke(visitor) ?? 0);
        next = new ScheduledEvent(
            dueNs, _eventTimes.Of(happenedNs), _sequence++, _producer, ad, kind, arrival.State, arrival.NewVisit, visitor);
        return true;
    }
}
