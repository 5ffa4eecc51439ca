using System.Text.Json;
using System.Text.Json.Serialization;

namespace CtrBench.Harness.RunModel;

/// <summary>producer.json: what the producers had to send, what they sent, and how well they kept the schedule.</summary>
internal sealed record ProducerReport
{
    /// <summary>One entry per producer, in order; the closing events last, as producer "closing".</summary>
    public required IReadOnlyList<ProducerEntry> Producers { get; init; }

    /// <summary>What was actually sent, over all producers; null when nothing was.</summary>
    public ScheduleSummary? Schedule { get; init; }

    /// <summary>
    /// The same figures of the schedule, had every event been sent when it was due; null in virtual time, where it was, and in folders that
    /// were merged.
    /// </summary>
    public ScheduleSummary? Planned { get; init; }

    /// <summary>Events sent over time, for the picture.</summary>
    public RateSeries? Rate { get; init; }
}

/// <summary>One producer's counts and lag.</summary>
/// <param name="ProducerId">Its name, as in the events.</param>
/// <param name="Intended">Events of its schedule.</param>
/// <param name="Sent">Events that the log acknowledged.</param>
/// <param name="Failed">Events that the log rejected; counted, never silently retried.</param>
/// <param name="LagMsP50">Median of send - intended, ms.</param>
/// <param name="LagMsP99">99th percentile of send - intended, ms.</param>
/// <param name="LagMsMax">Largest send - intended, ms.</param>
/// <param name="LagHistogramUs">The lag's distribution: (upper value in us, count) pairs.</param>
internal sealed record ProducerEntry(
    string ProducerId, long Intended, long Sent, long Failed, double LagMsP50, double LagMsP99, double LagMsMax,
        IReadOnlyList<HistogramBar> LagHistogramUs);

/// <summary>One bar of a histogram.</summary>
/// <param name="UpTo">Largest value in the bar.</param>
/// <param name="Count">Values in it.</param>
internal readonly record struct HistogramBar(long UpTo, long Count);

/// <summary>The traffic as it was sent (docs/measurement.md "Load").</summary>
/// <param name="Events">Number of events.</param>
/// <param name="MeanPerSecond">Events per second.</param>
/// <param name="GapCv">Coefficient of variation of the gaps; 1 for Poisson.</param>
/// <param name="Idc100Ms">Index of dispersion of counts in 0.1 s: variance / mean; null when there are too few windows.</param>
/// <param name="Idc1S">The same in 1 s.</param>
/// <param name="Idc10S">The same in 10 s.</param>
/// <param name="PeakToMean">Largest 1 s count over the mean one.</param>
/// <param name="KsStatistic">Kolmogorov-Smirnov distance of the gaps, scaled by their state's rate, from the unit exponential; null if the
/// model has no such gaps.</param>
/// <param name="KsPValue">Its p-value.</param>
internal sealed record ScheduleSummary(
    long Events, double MeanPerSecond, double GapCv, double? Idc100Ms, double? Idc1S, double? Idc10S, double PeakToMean,
    double? KsStatistic, double? KsPValue)
{
    /// <summary>The exact sums that rate, variation and dispersion are computed from.</summary>
    public ScheduleSums? Sums { get; init; }

    /// <summary>
    /// The gaps of the Kolmogorov-Smirnov test, in order of time, each scaled by its state's rate; evenly thinned. Null if the model has no
    /// such gaps.
    /// </summary>
    [JsonConverter(typeof(CompactFloats))]
    public IReadOnlyList<float>? GapSample { get; init; }
}

/// <summary>Exact sums over the events sent; numbers that may not fit 64 bits are text.</summary>
/// <param name="FirstNs">When the first event was sent, epoch ns.</param>
/// <param name="LastNs">When the last one was.</param>
/// <param name="SquaredGapsNs2">Sum of the squares of the gaps between successive events, ns^2.</param>
/// <param name="In100Ms">Counts in windows of 0.1 s.</param>
/// <param name="In1S">Counts in windows of 1 s.</param>
/// <param name="In10S">Counts in windows of 10 s.</param>
internal sealed record ScheduleSums(
    long FirstNs, long LastNs, string SquaredGapsNs2, CountSums In100Ms, CountSums In1S, CountSums In10S);

/// <summary>Counts of events in windows of one length, without the first and the last one, which the traffic covers in part.</summary>
/// <param name="Windows">Number of windows.</param>
/// <param name="Events">Sum of their counts.</param>
/// <param name="SquaredEvents">Sum of the squares of their counts.</param>
/// <param name="Largest">The largest count, partial windows included.</param>
internal sealed record CountSums(long Windows, long Events, string SquaredEvents, long Largest);

/// <summary>Many numbers on one line, also in files that are indented.</summary>
internal sealed class CompactFloats : JsonConverter<IReadOnlyList<float>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<float>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<float[]>(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<float> value, JsonSerializerOptions options) =>
        writer.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(value));
}

/// <summary>Events sent over time, with the arrival process's states.</summary>
/// <param name="StartMs">Start of the first bucket, epoch ms.</param>
/// <param name="BucketMs">Bucket width, ms.</param>
/// <param name="Counts">Events in each bucket.</param>
/// <param name="HighShare">Share of each bucket's events that were sent in the HIGH state (state above 0), 0 .. 1.</param>
internal sealed record RateSeries(long StartMs, long BucketMs, IReadOnlyList<long> Counts, IReadOnlyList<double> HighShare);
