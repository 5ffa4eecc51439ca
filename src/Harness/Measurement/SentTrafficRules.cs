using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// What was sent against what was to be sent (docs/measurement.md "Load"), by the size of the difference and not by a p-value, which is 0
/// for any difference once there are enough events. The plan is the schedule itself, so that chance plays no part.
/// </summary>
internal static class SentTrafficRules
{
    private const double LargestRateShare = 0.02;
    private const double EdgeSeconds = 0.1;
    private const double LargestIndexShare = 0.25;
    private const double LargestLoadShare = 0.05;
    private const double LargestPeakShare = 0.25;
    private const double LargestWaitShare = 0.05;
    private const double LargestWaitMs = 1;
    private const double LargestGapShare = 0.1;
    private const double LargestModelShare = 0.05;

    // A quarter of the finest stretch in which counts are compared; a busy machine's pauses are shorter.
    private const long LateUs = 25_000;
    private const double LargestLateShare = 0.005;
    private const long FewestEvents = 400;

    /// <summary>Error or note sent-differs: the sent traffic is another one than the schedule's.</summary>
    public static Finding? Differs(RunEvidence evidence) => Differs(evidence.Run.Contents.Producer);

    /// <summary>The same for a report alone.</summary>
    public static Finding? Differs(ProducerReport? report)
    {
        if (report is not { Schedule: { } sent, Planned: { } planned }) return null;
        var errors = new List<string>();
        Compare(errors, "events per second", sent.MeanPerSecond, planned.MeanPerSecond,
            LargestRateShare + EdgeSeconds * planned.MeanPerSecond / Math.Max(1, planned.Events));
        Compare(errors, "peak second over the mean", sent.PeakToMean, planned.PeakToMean, LargestPeakShare);
        CompareCounts(errors, "dispersion of counts in 0.1 s", sent.Idc100Ms, planned.Idc100Ms, 0.1 * planned.MeanPerSecond);
        CompareCounts(errors, "dispersion of counts in 1 s", sent.Idc1S, planned.Idc1S, planned.MeanPerSecond);
        var gaps = new List<string>();
        Compare(gaps, "variation of the gaps", sent.GapCv, planned.GapCv, LargestGapShare);
        var (waitMs, plannedWaitMs) = (WaitMs(sent), WaitMs(planned));
        if (Math.Abs(waitMs - plannedWaitMs) > Math.Max(LargestWaitMs, LargestWaitShare * plannedWaitMs))
        {
            errors.AddRange(gaps);
            errors.Add(FormattableString.Invariant($"mean wait for the next event {waitMs:#,0.###} ms instead of {plannedWaitMs:#,0.###}"));
        }

        if (errors.Count == 0 && gaps.Count == 0) return null;
        return errors.Count > 0
            ? new Finding(Severity.Error, "sent-differs", $"The traffic that was sent is not the one that was scheduled: "
                + $"{string.Join("; ", errors)}. The engine was under another load. Lower the rate, use more producers, or free a core.")
            : new Finding(Severity.Note, "sent-differs", $"The gaps of the traffic that was sent are not those of the schedule: "
                + $"{string.Join("; ", gaps)}. The difference is in the order of {LargestWaitMs:0} ms or less: counts, windows and "
                + "latencies are not affected.");
    }

    /// <summary>
    /// Warning sender-paused: so many events were sent so late that their sender stood still at times, although counts and gaps do not show
    /// it, as they cannot where events are rare. Note sender-pauses-unknown: there are too few events to tell.
    /// </summary>
    public static Finding? Paused(RunEvidence evidence) => Paused(evidence.Run.Contents.Producer);

    /// <summary>The same for a report alone.</summary>
    public static Finding? Paused(ProducerReport? report)
    {
        if (report?.Planned is null || Differs(report) is { Severity: Severity.Error }) return null;
        ProducerEntry[] senders = [.. report.Producers.Where(producer => producer.ProducerId != AdEventFactory.ClosingProducerId)];
        HistogramBar[] lags = [.. senders.SelectMany(sender => sender.LagHistogramUs)];
        var (sent, late) = (lags.Sum(bar => bar.Count), lags.Where(bar => bar.UpTo > LateUs).Sum(bar => bar.Count));
        if (sent == 0) return null;
        if (sent < FewestEvents)
        {
            return new Finding(Severity.Note, "sender-pauses-unknown", $"{PluralText.Of(sent, "event", "was", "were")} sent: too few to "
                + $"tell whether the sender paused. From {FewestEvents} on a pause of 0.1 s each 5 s is seen.");
        }

        if (late <= LargestLateShare * sent) return null;
        return new Finding(Severity.Warning, "sender-paused",
            FormattableString.Invariant($"{late:#,0} of {PluralText.Of(sent, "event")} ({100.0 * late / sent:0.##} %) were sent more than ")
            + FormattableString.Invariant($"{LateUs / 1_000} ms after they were due, up to {senders.Max(sender => sender.LagMsMax):0} ms: ")
            + "the sender stood still at times. Counts and gaps do not show it at this rate, so whether the load was the one that was "
            + "asked for is unknown. Use more producers, or free a core.");
    }

    // From a moment drawn at random: a measure of gaps in units of time, which pauses and clumps change alike at any rate.
    private static double WaitMs(ScheduleSummary traffic) =>
        traffic.MeanPerSecond > 0 ? 500 / traffic.MeanPerSecond * (1 + traffic.GapCv * traffic.GapCv) : 0;

    /// <summary>
    /// Warning rate-by-chance: the mean rate of bursty traffic is far from the one that was asked for, since a run has few visits to its
    /// states. Runs are to be compared by the rate that was sent.
    /// </summary>
    public static Finding? ByChance(RunEvidence evidence)
    {
        var workload = evidence.Run.Manifest.Workload;
        if (workload.Traffic != TrafficKind.Mmpp) return null;
        if (evidence.Run.Contents.Producer?.Schedule is not { MeanPerSecond: > 0 } sent) return null;
        var share = sent.MeanPerSecond / workload.EventsPerSecond - 1;
        if (Math.Abs(share) <= LargestModelShare) return null;
        var cycles = workload.DurationMs / workload.MmppStates.Sum(state => state.MeanDwellMs);
        return new Finding(Severity.Warning, "rate-by-chance",
            FormattableString.Invariant($"{sent.MeanPerSecond:#,0}/s were sent where {workload.EventsPerSecond:#,0}/s are the mean ")
            + FormattableString.Invariant($"in the long run ({share:+0.#%;-0.#%}): the run has about {cycles:0} cycles of states for each ")
            + FormattableString.Invariant($"of {PluralText.Of(workload.Producers, "producer")}, ")
            + "each with a chain of its own. Compare runs by the rate that was sent, or run longer.");
    }

    // An index is large by chance where counts are small, and by any pause where they are large: it must differ as an index, and what
    // differs must be a share of the load.
    private static void CompareCounts(List<string> faults, string name, double? sent, double? planned, double meanCount)
    {
        if (meanCount <= 0 || Math.Sqrt(Math.Abs((sent ?? 0) - (planned ?? 0)) / meanCount) <= LargestLoadShare) return;
        Compare(faults, name, sent, planned, LargestIndexShare);
    }

    private static void Compare(List<string> faults, string name, double? sent, double? planned, double largest)
    {
        if (sent is not { } a || planned is not { } b) return;
        // An index near 0, as of constant traffic, is compared in absolute terms; 1 is Poisson traffic's.
        if (Math.Abs(a - b) <= largest * Math.Max(b, 1)) return;
        faults.Add(FormattableString.Invariant($"{name} {a:#,0.###} instead of {b:#,0.###}"));
    }
}
