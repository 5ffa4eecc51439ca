using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Producers;

namespace CtrBench.Harness.Running;

/// <summary>What all producers of a live run really sent; they report side by side.</summary>
internal sealed class SentStatistics(Workload workload) : ISentObserver
{
    private readonly Lock _gate = new();
    private readonly ScheduleStatistics _statistics = new(workload);
    private readonly PlannedTimes _planned = new(workload);
    private readonly RateSeriesBuilder _rate = new(workload.StartMs);

    /// <inheritdoc/>
    public void Sent(in ScheduledEvent sent, long sendNs)
    {
        lock (_gate)
        {
            _statistics.Add(sent, sendNs);
            _planned.Add(sent);
            _rate.Add(sent, sendNs);
        }
    }

    /// <summary>producer.json of these results, closing events last.</summary>
    public ProducerReport Report(IReadOnlyList<ProducerResult> results) => new()
    {
        Producers = [.. results.Select(Entry)],
        Schedule = _statistics.Summary(),
        Planned = _planned.Summary(),
        Rate = _rate.Build(),
    };

    private static ProducerEntry Entry(ProducerResult r) => new(
        r.ProducerId, r.Intended, r.Sent, r.Failed, r.LagMsP50, r.LagMsP99, r.LagMsMax,
        [.. r.LagHistogramUs.Select(bar => new HistogramBar(bar.UpToUs, bar.Count))]);
}
