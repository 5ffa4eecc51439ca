using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Statistics of the due times of events that several producers report as they send them, each in order of its own: an event waits until
/// every producer has reported a later one. One that is far behind, or not in this process, does not hold up more than a quarter of a
/// million events.
/// </summary>
internal sealed class PlannedTimes(Workload workload)
{
    private const int Waiting = 1 << 18;

    private readonly ScheduleStatistics _statistics = new(workload);
    private readonly PriorityQueue<ScheduledEvent, (long DueNs, int Producer)> _queue = new();
    private readonly long[] _latestNs = new long[workload.Producers];

    /// <summary>Adds an event; its due time counts, not when it was sent.</summary>
    public void Add(in ScheduledEvent sent)
    {
        if (sent.Producer == ScheduledEvent.ClosingProducer) return;
        if (workload.Producers == 1)
        {
            _statistics.Add(sent);
            return;
        }

        _queue.Enqueue(sent, (sent.DueNs, sent.Producer));
        _latestNs[sent.Producer] = sent.DueNs;
        var knownNs = _latestNs.Min();
        while (_queue.Count > Waiting || (_queue.TryPeek(out _, out var first) && first.DueNs <= knownNs))
            _statistics.Add(_queue.Dequeue());
    }

    /// <summary>The summary; call it once, at the end.</summary>
    public ScheduleSummary? Summary()
    {
        while (_queue.TryDequeue(out var next, out _)) _statistics.Add(next);
        return _statistics.Summary();
    }
}
