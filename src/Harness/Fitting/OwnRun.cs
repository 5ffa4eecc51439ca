using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Fitting;

/// <summary>
/// Checks a fitted profile against the run that it comes from: the run is simulated with it, and T1 - e - D is compared. A profile that
/// does not reproduce its own run predicts no other.
/// </summary>
internal static class OwnRun
{
    /// <summary>The largest error of mean and p90 of a profile that is fit for predictions.</summary>
    public const double LargestError = 0.1;

    // Phases of ticks and back-to-back batches, which a run has by chance; also seeds of the engine's random numbers.
    private const int Repetitions = 4;
    private const double MostEvents = 2_000_000;
    private const int FewestWindows = 20;

    /// <summary>The profile with its check.</summary>
    public static CostProfile Check(CostProfile profile, RunContents contents, RunMetrics metrics)
    {
        var manifest = contents.Manifest;
        if (manifest.Workload.TraceFile is not null)
            return NotChecked(profile, "not checked: the run replays a trace, which is not in its folder", unfit: false);
        var measured = AfterDelay(metrics, manifest.Query);
        double[] predicted = [.. Enumerable.Range(0, Repetitions).SelectMany(index => Simulate(profile, manifest, index))];
        if (measured.Length == 0 || predicted.Length == 0)
            return NotChecked(profile, "a simulation of the run with it measures no window", unfit: true);
        var check = new ProfileCheck
        {
            MeasuredMeanMs = measured.Average(),
            PredictedMeanMs = predicted.Average(),
            MeasuredP90Ms = P90(measured),
            PredictedP90Ms = P90(predicted),
        };
        check = check with
        {
            MeanError = Error(check.PredictedMeanMs!.Value, check.MeasuredMeanMs!.Value),
            P90Error = Error(check.PredictedP90Ms!.Value, check.MeasuredP90Ms!.Value),
        };
        var unfit = !(Math.Abs(check.MeanError!.Value) <= LargestError && Math.Abs(check.P90Error!.Value) <= LargestError);
        return profile with
        {
            OwnRun = unfit ? check with { Unfit = true, Reason = Why(measured, check, metrics, manifest.Query) } : check,
        };
    }

    private static CostProfile NotChecked(CostProfile profile, string reason, bool unfit) =>
        profile with { OwnRun = new ProfileCheck { Unfit = unfit, Reason = reason } };

    private static double[] Simulate(CostProfile profile, RunManifest manifest, int index)
    {
        var query = manifest.Query;
        var rate = Math.Max(1, manifest.Workload.EventsPerSecond);
        var mostMs = Math.Max(query.WatermarkDelayMs + FewestWindows * query.WindowMs, (long)(MostEvents / rate * 1_000));
        var workload = manifest.Workload with
        {
            StartMs = manifest.StartMs,
            DurationMs = Math.Min(manifest.Workload.DurationMs, mostMs),
        };
        var cycleMs = profile.Engine.Family == EngineFamily.MicroBatch ? profile.BatchFixedMs : query.Continuous.EmitIntervalMs;
        var simulated = SimulatedContents.Of(profile, workload, query, seed: (ulong)index + 1, (long)(cycleMs * index / Repetitions));
        return AfterDelay(Analyzer.Analyze(simulated), query);
    }

    private static double[] AfterDelay(RunMetrics metrics, CtrQuery query) =>
    [
        .. metrics.Windows.LatencyMs.Select((latencyMs, i) => latencyMs - metrics.Windows.DataMs[i] - query.WatermarkDelayMs)
            .Where((_, i) => metrics.Windows.Measured[i]),
    ];

    private static double P90(double[] values) => Percentiles.Of(values, 90);

    private static double Error(double predicted, double measured) => measured == 0 ? predicted == 0 ? 0 : double.MaxValue
        : (predicted - measured) / Math.Abs(measured);

    private static string Why(double[] measured, ProfileCheck check, RunMetrics metrics, CtrQuery query)
    {
        var clipped = Outliers.Clip(measured);
        var outliers = measured.Zip(clipped).Count(pair => pair.First != pair.Second);
        if (outliers > 0 && Math.Abs(clipped.Average() - measured.Average()) > LargestError * Math.Abs(measured.Average()) / 2)
            return FormattableString.Invariant(
                $"{outliers} of {measured.Length} windows are outliers, up to {measured.Max():0} ms, which a profile does not reproduce");
        if (metrics.Latency.TryGetValue("t1_minus_e", out var latency)
            && check.PredictedMeanMs >= latency.MeanLowMs - query.WatermarkDelayMs
            && check.PredictedMeanMs <= latency.MeanHighMs - query.WatermarkDelayMs)
            return FormattableString.Invariant(
                $"the mean of {measured.Length} windows is not known better than that: its own 95 % interval contains the prediction. ")
                + "Fit a longer run";
        return metrics.Engine.Family == EngineFamily.MicroBatch && query.MicroBatch.TriggerIntervalMs > 0
            ? "events that move the watermark are stored close to an offset fetch, so a small error moves a window by a whole trigger "
                + "interval. Fit a run with another trigger or delay"
            : "the engine's times do not follow the profile's model of fixed parts, costs per row and a random rest";
    }
}
