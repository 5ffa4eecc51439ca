using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The events of one producer in the replay of a trace that says which views were clicked: every row as recorded, as late as recorded, and
/// for each clicked view an extra click of the click model's delay after its arrival. The delay is in replayed time: speed does not shorten
/// it. Clicks beyond the end are not sent.
/// </summary>
internal sealed class ReplaySchedule : IEventSchedule
{
    private readonly Trace _trace;
    private readonly ReplayArrivals _arrivals;
    private readonly int[] _adOfRow;
    private readonly EventTimes _eventTimes;
    private readonly PendingClicks _clicks;
    private readonly int _producer;
    private readonly double _speed;
    private readonly int _stride;
    private readonly long _startNs;
    private readonly long _endNs;
    private long _sequence;
    private int _row;
    private long _rowDueNs;

    /// <summary>
    /// The rows of <paramref name="producer"/> (dealt in turn) and their clicks, before <paramref name="lengthNs"/> after the start.
    /// </summary>
    public ReplaySchedule(Workload workload, int producer, Trace trace, int[] adOfRow, EventTimes eventTimes, long lengthNs)
    {
        (_trace, _adOfRow, _eventTimes, _speed) = (trace, adOfRow, eventTimes, workload.Speed);
        _arrivals = new ReplayArrivals(trace, workload.Speed, producer, workload.Producers);
        _clicks = new PendingClicks(workload.Clicks, RandomStreams.Of(workload.Seed, producer, RandomStream.Clicks));
        (_producer, _stride) = (producer, workload.Producers);
        _startNs = workload.StartMs * 1_000_000;
        _endNs = _startNs + lengthNs;
        _row = producer - _stride;
        MoveToNextRow();
    }

    /// <inheritdoc/>
    public bool TryNext(out ScheduledEvent next)
    {
        if (_clicks.TryDequeue(Math.Min(_rowDueNs, _endNs - 1), out var ad, out var visitor, out var clickNs))
        {
            // A click is as late as the view that it follows.
            next = Event(clickNs, ad, EventKind.Click, visitor);
            return true;
        }
        if (_rowDueNs >= _endNs)
        {
            next = default;
            return false;
        }
        ref readonly var row = ref _trace.Row(_row);
        next = Event(_rowDueNs, _adOfRow[_row], row.Kind, _row);
        if (row.Kind == EventKind.View && row.Click == TraceClick.Yes) _clicks.Add(_rowDueNs, next.Ad, _row);
        MoveToNextRow();
        return true;
    }

    private ScheduledEvent Event(long dueNs, int ad, EventKind kind, int row)
    {
        var happenedNs = dueNs - ReplayArrivals.LatenessNs(_trace, row, _speed);
        return new(dueNs, _eventTimes.Of(happenedNs), _sequence, _producer, ad, kind, 0, _sequence++ == 0, row);
    }

    private void MoveToNextRow()
    {
        _row += _stride;
        _rowDueNs = _arrivals.TryNext(out var arrival) ? _startNs + arrival.OffsetNs : long.MaxValue;
    }
}
