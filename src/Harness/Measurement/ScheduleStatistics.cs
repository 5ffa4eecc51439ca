using System.Globalization;
using System.Numerics;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Streaming statistics of the events sent: rate, regularity of the gaps, dispersion of the counts, and whether the gaps match the model
/// (docs/measurement.md "Load"). Memory does not grow with the run; nothing is allocated per event. Closing events are not traffic and are
/// ignored.
/// </summary>
/// <remarks>
/// The test of the gaps takes those between successive events of one producer (several MMPP producers have no common state) within one
/// visit to one state. Such a gap is the smaller of two competing exponentials, given that the next event came before the end of the visit,
/// so its rate is the state's event rate plus the rate at which the state is left, exactly; scaled by that sum the gaps of all states are
/// exponential with mean 1. For SPP, which has no states, the rate is the producer's. Constant and replayed traffic has no such gaps. At
/// most 20,000 gaps, evenly spread over the run, are kept.
/// </remarks>
internal sealed class ScheduleStatistics
{
    private readonly DispersionCounter _in100Ms = new(100_000_000);
    private readonly DispersionCounter _in1S = new(1_000_000_000);
    private readonly DispersionCounter _in10S = new(10_000_000_000);
    private readonly UnitExponentialTest? _gapTest;
    private readonly double[] _gapsPerNs;
    private readonly long[] _lastOfProducerNs;
    private UInt128 _sumOfSquaredGaps;
    private long _events;
    private long _firstNs;
    private long _lastNs;

    /// <summary>Statistics of one run of <paramref name="workload"/>.</summary>
    public ScheduleStatistics(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var perSecond = workload.EventsPerSecond / workload.Producers;
        _gapsPerNs = workload.Traffic switch
        {
            TrafficKind.Spp => [perSecond / 1e9],
            TrafficKind.Mmpp => GapsPerNs(workload.MmppStates, perSecond),
            _ => [],
        };
        // What a scenario holds back or leaves out is not a gap of the model.
        if (workload.Scenario is { Kind: not (ScenarioKind.FutureRow or ScenarioKind.WrongClock) }) _gapsPerNs = [];
        if (_gapsPerNs.Length > 0) _gapTest = new UnitExponentialTest();
        _lastOfProducerNs = new long[workload.Producers];
    }

    /// <summary>Adds an event that was sent exactly when due.</summary>
    public void Add(in ScheduledEvent sent) => Add(sent, sent.DueNs);

    /// <summary>
    /// Adds an event sent at <paramref name="sentNs"/>, epoch ns, in order of sending over all producers. A time before its predecessor's
    /// (two senders' clock readings may be recorded in the other order) counts as the predecessor's.
    /// </summary>
    public void Add(in ScheduledEvent sent, long sentNs)
    {
        if (sent.Producer == ScheduledEvent.ClosingProducer) return;
        if (_events == 0) _firstNs = _lastNs = sentNs;
        sentNs = Math.Max(sentNs, _lastNs);
        var gapNs = (UInt128)(ulong)(sentNs - _lastNs);
        _sumOfSquaredGaps += gapNs * gapNs;
        _lastNs = sentNs;
        _events++;
        _in100Ms.Add(sentNs);
        _in1S.Add(sentNs);
        _in10S.Add(sentNs);
        if (_gapTest is null) return;
        ref var lastNs = ref _lastOfProducerNs[sent.Producer];
        if (!sent.NewVisit) _gapTest.Add((sentNs - lastNs) * _gapsPerNs[sent.State]);
        lastNs = sentNs;
    }

    /// <summary>
    /// The summary of the events so far; null when there was none. Rate, CV and peak are 0 if the events span no time.
    /// </summary>
    public ScheduleSummary? Summary()
    {
        if (_events == 0) return null;
        var gaps = _events - 1;
        var spanNs = _lastNs - _firstNs;
        var perSecond = spanNs == 0 ? 0 : gaps * 1e9 / spanNs;
        var gapCv = 0.0;
        if (spanNs > 0)
        {
            // variance / mean^2 = (n * sum(g^2) - sum(g)^2) / sum(g)^2, exact up to the division: no cancellation, even of equal gaps.
            var squareOfSum = (BigInteger)spanNs * spanNs;
            gapCv = Math.Sqrt((double)(gaps * (BigInteger)_sumOfSquaredGaps - squareOfSum) / (double)squareOfSum);
        }
        var test = _gapTest?.Result();
        return new ScheduleSummary(
            _events, perSecond, gapCv, _in100Ms.Index, _in1S.Index, _in10S.Index,
            perSecond == 0 ? 0 : _in1S.Largest / perSecond, test?.Statistic, test?.PValue)
        {
            Sums = new ScheduleSums(
                _firstNs, _lastNs, _sumOfSquaredGaps.ToString(CultureInfo.InvariantCulture), _in100Ms.Sums, _in1S.Sums, _in10S.Sums),
            GapSample = _gapTest?.Sample,
        };
    }

    private static double[] GapsPerNs(IReadOnlyList<MmppState> states, double perSecond) =>
        [.. MarkovChain.StateRates(states, perSecond).Zip(states, (rate, state) => rate / 1e9 + 1 / (state.MeanDwellMs * 1e6))];
}
