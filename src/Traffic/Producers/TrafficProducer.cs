using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Producers;

/// <summary>
/// Sends one schedule, open loop: nothing is sent before it is due and nothing is ever skipped. Everything due now goes out in one flush,
/// so that at a low rate each event is sent immediately; a producer that is behind sends as fast as it can, and the lag shows it.
/// </summary>
internal sealed class TrafficProducer
{
    /// <summary>The most events in one flush, so that a backlog does not delay its first event.</summary>
    public const int MaxFlushEvents = 1024;

    private readonly string _producerId;
    private readonly IEventSchedule _schedule;
    private readonly ISentObserver? _observer;
    private readonly AdCatalog _catalog;
    private readonly AdEventFactory _events;
    private readonly ITopicWriter _writer;
    private readonly EpochClock _clock;
    private readonly DueTimeWaiter _waiter;
    private readonly MappedEventJson? _mapping;
    private readonly LagHistogram _lag = new();
    private byte[] _json = new byte[1024];
    private ScheduledEvent _next;
    private bool _hasNext;
    private long _intended;
    private bool _completed;

    /// <summary>
    /// A producer of <paramref name="plan"/> that writes with <paramref name="writer"/>, which the caller disposes, the nine fields or by
    /// a <paramref name="mapping"/>.
    /// </summary>
    public TrafficProducer(
        ProducerPlan plan, AdCatalog catalog, AdEventFactory events, ITopicWriter writer, EpochClock clock, DueTimeWaiter waiter,
        MappedEventJson? mapping = null)
    {
        _mapping = mapping;
        (_producerId, _schedule, _observer) = plan;
        (_catalog, _events, _writer, _clock, _waiter) = (catalog, events, writer, clock, waiter);
    }

    /// <summary>
    /// Sends the schedule to its end, or until <paramref name="ct"/> is cancelled, which is not an error: <see cref="Result"/> says what
    /// was sent. On the system's clock it blocks the calling thread throughout. Called once.
    /// </summary>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            _hasNext = _schedule.TryNext(out _next);
            while (_hasNext && !ct.IsCancellationRequested)
            {
                await _waiter.WaitAsync(_next.DueNs, ct).ConfigureAwait(false);
                if (AppendDue() > 0) await HandOverAsync(_writer.SubmitAsync(ct)).ConfigureAwait(false);
            }
            await HandOverAsync(_writer.FlushAsync(ct)).ConfigureAwait(false);
            _completed = !_hasNext;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The flush was cancelled while it waited for space. Its events are in the writer, which counts them as failed when it is
            // disposed.
        }
        CountUnsent();
    }

    /// <summary>What was sent. Counts are final once the writer is disposed.</summary>
    public ProducerResult Result()
    {
        var (stored, failed) = _writer.Counts;
        return new ProducerResult
        {
            ProducerId = _producerId,
            Intended = _intended,
            Sent = stored,
            Failed = failed,
            Completed = _completed,
            LagMsP50 = _lag.PercentileMs(50),
            LagMsP99 = _lag.PercentileMs(99),
            LagMsMax = _lag.MaxMs,
            LagHistogramUs = _lag.Bars(),
        };
    }

    private int AppendDue()
    {
        var count = 0;
        while (_hasNext && count < MaxFlushEvents)
        {
            // One clock reading per event: the timestamp in the event is its send time, to within the 25 ns that a reading takes.
            var nowNs = _clock.NowNs;
            if (_next.DueNs > nowNs) break;
            Append(nowNs);
            count++;
            _hasNext = _schedule.TryNext(out _next);
        }
        return count;
    }

    private void Append(long nowNs)
    {
        var e = _events.Create(_next, nowNs);
        var longest = _mapping?.MaxLength(e) ?? AdEventJson.MaxLength(e);
        if (longest > _json.Length) _json = new byte[longest * 2];
        var length = _mapping?.Write(e, _json) ?? AdEventJson.Write(e, _json);
        _writer.Append(_catalog.PartitionOf(_next.Ad), e.AdId.Utf8, _json.AsSpan(0, length), dueNs: _next.DueNs);
        _intended++;
        _lag.Record(nowNs - _next.DueNs);
        _observer?.Sent(_next, nowNs);
    }

    private ValueTask HandOverAsync(ValueTask flush)
    {
        if (flush.IsCompleted || !_waiter.BlocksThread) return flush;
        // The thread belongs to the producer; an await would continue on the thread pool, where spinning hurts other work.
        flush.AsTask().GetAwaiter().GetResult();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// If a producer is stopped while it is behind, the events already due count as intended, and as neither sent nor failed.
    /// </summary>
    private void CountUnsent()
    {
        var nowNs = _clock.NowNs;
        for (; _hasNext && _next.DueNs <= nowNs; _hasNext = _schedule.TryNext(out _next)) _intended++;
    }
}

/// <summary>
/// Called for every event that a producer sends, on that producer's thread, in order; used for rate statistics. It must be fast and must
/// not throw.
/// </summary>
internal interface ISentObserver
{
    /// <summary><paramref name="sent"/> was handed to the writer at <paramref name="sendNs"/>, epoch ns.</summary>
    void Sent(in ScheduledEvent sent, long sendNs);
}
