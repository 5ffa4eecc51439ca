using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Statistics of the due times of events that several producers report as they send them, which is nearly in order of due time: they wait
/// in a queue of fixed length until they can be taken in order.
/// </summary>
internal sealed class PlannedTimes(Workload workload)
{
    private const int Waiting = 4_096;

    private readonly ScheduleStatistics _statistics = new(workload);
    private readonly PriorityQueue<ScheduledEvent, long> _queue = new(Waiting + 1);

    /// <summary>Adds an event; its due time counts, not when it was sent.</summary>
    public void Add(in ScheduledEvent sent)
    {
        if (sent.Producer == ScheduledEvent.ClosingProducer) return;
        if (workload.Producers == 1)
        {
            _statistics.Add(sent);
            return;
        }

        if (_queue.Count < Waiting) _queue.Enqueue(sent, sent.DueNs);
        else _statistics.Add(_queue.EnqueueDequeue(sent, sent.DueNs));
    }

    /// <summary>The summary; call it once, at the end.</summary>
    public ScheduleSummary? Summary()
    {
        while (_queue.TryDequeue(out var next, out _)) _statistics.Add(next);
        return _statistics.Summary();
    }
}
