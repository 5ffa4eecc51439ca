using System.Text.Json.Serialization;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// metrics.json: everything analyze finds in one run folder. It contains no time of the analysis itself, so that the same run gives the
/// same bytes.
/// </summary>
internal sealed record RunMetrics
{
    /// <summary>Version of the format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Run id of the manifest.</summary>
    public required string RunId { get; init; }

    /// <summary>The engine.</summary>
    public required EngineId Engine { get; init; }

    /// <summary>Traffic name: constant, spp, mmpp, trace; unknown for foreign topics.</summary>
    public required string Traffic { get; init; }

    /// <summary>Number of producers.</summary>
    public int Producers { get; init; }

    /// <summary>Cost profile of a virtual run; null when measured.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether the run's numbers may be shown: no finding is an error.</summary>
    public bool Valid { get; init; }

    /// <summary>What the validity rules found (docs/measurement.md "When a run is invalid"), worst first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Windows and records against the oracle.</summary>
    public required CorrectnessMetrics Correctness { get; init; }

    /// <summary>
    /// Latencies by name: t1_minus_t0, t1_minus_due (corrected), t1_minus_e, t1_minus_floor, and the same with suffix _append for the
    /// broker's append time. Empty if correctness failed.
    /// </summary>
    public required IReadOnlyDictionary<string, LatencySummary> Latency { get; init; }

    /// <summary>
    /// The values behind <see cref="Latency"/>, ms, in order of window end. They are not in metrics.json, which can be computed again.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, double[]> Samples { get; init; } = new SortedDictionary<string, double[]>();

    /// <summary>Mean of each part of T1 - T0; null if correctness failed.</summary>
    public DecompositionMetrics? Decomposition { get; init; }

    /// <summary>Saw-tooth of the latency series; null without one.</summary>
    public Oscillation? Oscillation { get; init; }

    /// <summary>
    /// The oscillation that L2 predicts for the query and the measured batches, for comparison; null for a continuous engine.
    /// </summary>
    public SawTooth? SawTooth { get; init; }

    /// <summary>Summary of the cost profile fitted to a live run, which is in profile.json; null when there is none.</summary>
    public string? FittedProfile { get; init; }

    /// <summary>What was cut at the start.</summary>
    public required WarmUp WarmUp { get; init; }

    /// <summary>Whether the engine kept up with its traffic.</summary>
    public KeepingUpMetrics? KeepingUp { get; init; }

    /// <summary>The producers' worst lag p99, ms, and lag max, ms.</summary>
    public double ProducerLagMsP99 { get; init; }

    /// <summary>Largest producer lag, ms.</summary>
    public double ProducerLagMsMax { get; init; }

    /// <summary>When the log did not store events as they were due, in order of time.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>What the processes of a live run used, per event; null where they were not looked at.</summary>
    public ResourceMetrics? Resources { get; init; }

    /// <summary>Comparison of a real engine's run with its twin; null for every other run.</summary>
    public TwinAgreement? Twin { get; init; }

    /// <summary>How intervals, warm-up and period were computed.</summary>
    public MethodsUsed? Methods { get; init; }

    /// <summary>Values per window, in order of window end, for the pictures.</summary>
    public required WindowSeries Windows { get; init; }

    /// <summary>Codes of the errors, each once.</summary>
    public IEnumerable<string> ErrorCodes() =>
        Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Code).Distinct();
}

/// <summary>One finding of a validity rule.</summary>
/// <param name="Severity">Its severity.</param>
/// <param name="Code">Name of the rule, kebab-case: below-floor, generator-limit, unaccounted, ...</param>
/// <param name="Text">What, where, and what to do.</param>
internal sealed record Finding(Severity Severity, string Code, string Text);

/// <summary>Severity of a finding.</summary>
internal enum Severity
{
    /// <summary>For information.</summary>
    Note,

    /// <summary>The numbers are valid, with this limitation.</summary>
    Warning,

    /// <summary>The run is invalid: its numbers must not be shown as results.</summary>
    Error,
}

/// <summary>Results against the oracle (docs/measurement.md "Correctness comes first").</summary>
internal sealed record CorrectnessMetrics
{
    /// <summary>Records in traffic windows, as stored, including malformed ones, without closing events.</summary>
    public long Stored { get; init; }

    /// <summary>Of these: rows counted in emitted results (of the first emission of each window).</summary>
    public long Counted { get; init; }

    /// <summary>Of these: dropped as late, in records.</summary>
    public long LateDropped { get; init; }

    /// <summary>Of these: without a valid event time.</summary>
    public long Malformed { get; init; }

    /// <summary>Of these: in windows still open at the end.</summary>
    public long StillOpen { get; init; }

    /// <summary>Stored - counted - late - malformed - open. Must be 0.</summary>
    public long Unaccounted { get; init; }

    /// <summary>The engine's own late counter.</summary>
    public long LateDroppedByEngine { get; init; }

    /// <summary>Unit of that counter: records, windows per batch, flushed partial windows.</summary>
    public required string LateDroppedUnit { get; init; }

    /// <summary>With sliding windows, where a row is in each of these counts once for each of its windows: the most of them; null with
    /// tumbling windows.</summary>
    public long? WindowsPerRow { get; init; }

    /// <summary>Counted / (counted + late): completeness; null when no window was closed.</summary>
    public double? Completeness { get; init; }

    /// <summary>Traffic windows (and keys) of the oracle.</summary>
    public int ExpectedWindows { get; init; }

    /// <summary>Results in traffic windows.</summary>
    public int ResultWindows { get; init; }

    /// <summary>Oracle windows that must have closed but have no result.</summary>
    public int Missing { get; init; }

    /// <summary>Results without an oracle window.</summary>
    public int Extra { get; init; }

    /// <summary>Results repeated with the same content.</summary>
    public int Duplicate { get; init; }

    /// <summary>Results repeated with different content.</summary>
    public int Conflicting { get; init; }

    /// <summary>Results that differ from the oracle although their window lost no late row.</summary>
    public int Wrong { get; init; }

    /// <summary>
    /// Windows without a result that count as late although only the engine says so: with a row limit per batch the log does not show it.
    /// </summary>
    public int Unproven { get; init; }
}

/// <summary>
/// One latency over the measured windows, ms. A percentile comes with its 95 % order-statistic interval; with too few windows for one it
/// is null.
/// </summary>
/// <param name="N">Windows measured.</param>
/// <param name="MeanMs">Mean.</param>
/// <param name="MeanLowMs">Lower end of the 95 % interval of the mean (prewhitened HAC, Student's t); null where it is unknown.</param>
/// <param name="MeanHighMs">Upper end.</param>
/// <param name="MinMs">Smallest.</param>
/// <param name="P50Ms">Median; null with fewer than 6 windows.</param>
/// <param name="P90Ms">90th percentile; null with fewer than 29 windows.</param>
/// <param name="P99Ms">99th percentile; null with fewer than 299 windows.</param>
/// <param name="MaxMs">Largest.</param>
/// <param name="Negative">Windows below 0; included, never clamped.</param>
internal sealed record LatencySummary(
    int N, double MeanMs, double? MeanLowMs, double? MeanHighMs, double MinMs, double? P50Ms, double? P90Ms, double? P99Ms, double MaxMs,
        int Negative)
{
    /// <summary>Lower end of the median's interval.</summary>
    public double? P50LowMs { get; init; }

    /// <summary>Upper end of it.</summary>
    public double? P50HighMs { get; init; }

    /// <summary>Lower end of the 90th percentile's interval.</summary>
    public double? P90LowMs { get; init; }

    /// <summary>Upper end of it.</summary>
    public double? P90HighMs { get; init; }

    /// <summary>Lower end of the 99th percentile's interval.</summary>
    public double? P99LowMs { get; init; }

    /// <summary>Upper end of it.</summary>
    public double? P99HighMs { get; init; }

    /// <summary>The two branches that the windows lie on, which one median does not describe; null when they lie on one.</summary>
    public TwoBranches? Branches { get; init; }
}

/// <summary>
/// Mean parts of T1 - T0 over the measured windows, ms; they sum exactly to the mean (docs/measurement.md "Decomposition").
/// </summary>
/// <param name="DataMs">e - T0: the window's newest event was before its end.</param>
/// <param name="DelayMs">D: what the watermark requires.</param>
/// <param name="WaitMs">A - (e + D): until the first event that moves the watermark to the window's end was due.</param>
/// <param name="IngestMs">Aa - A: producer lag and broker append of that event.</param>
/// <param name="CadenceMs">The engine's schedule.</param>
/// <param name="OverheadMs">Everything else: fetch, compute, commit, sink, consumer.</param>
/// <param name="CadenceIsExpected">The cadence is computed from configured intervals, not observed (Flink).</param>
internal sealed record DecompositionMetrics(
    double DataMs, double DelayMs, double WaitMs, double IngestMs, double CadenceMs, double OverheadMs, bool CadenceIsExpected);

/// <summary>The warm-up that was cut.</summary>
/// <param name="CutWindows">Windows cut.</param>
/// <param name="FirstMeasuredEndMs">End of the first measured window, epoch ms; null when none is left.</param>
/// <param name="Reason">The reason as text.</param>
internal sealed record WarmUp(int CutWindows, long? FirstMeasuredEndMs, string Reason);

/// <summary>The methods of the figures (docs/measurement.md "Intervals"), so that they can be recomputed.</summary>
internal sealed record MethodsUsed
{
    /// <summary>Of the mean: an autoregression, Bartlett's kernel for what it leaves, Student's t with effective degrees of
    /// freedom.</summary>
    public string MeanInterval { get; init; } = "prewhitened hac-bartlett, student";

    /// <summary>Its bandwidth, windows: 1.3 sqrt n.</summary>
    public double BandwidthWindows { get; init; }

    /// <summary>Of percentiles: nearest rank, and binomial ranks for the interval.</summary>
    public string Percentiles { get; init; } = "nearest-rank, order-statistic intervals";

    /// <summary>The rule of the warm-up: none in virtual time.</summary>
    public required string WarmUp { get; init; }

    /// <summary>Windows in a block of the warm-up's rule.</summary>
    public int WarmUpBlockWindows { get; init; }

    /// <summary>The rule of the period.</summary>
    public string Period { get; init; } = "autocorrelation above 0.3 and above AR(1) at 1 %";
}

/// <summary>Columns over the closed traffic windows, in order of window end; all of one length.</summary>
internal sealed record WindowSeries
{
    /// <summary>Window ends, epoch ms.</summary>
    public required IReadOnlyList<long> EndMs { get; init; }

    /// <summary>T1 - T0, ms; never NaN: windows without T0 are not in the series.</summary>
    public required IReadOnlyList<double> LatencyMs { get; init; }

    /// <summary>T1 - floor, ms.</summary>
    public required IReadOnlyList<double> OverFloorMs { get; init; }

    /// <summary>e - T0.</summary>
    public required IReadOnlyList<double> DataMs { get; init; }

    /// <summary>A - (e + D).</summary>
    public required IReadOnlyList<double> WaitMs { get; init; }

    /// <summary>Aa - A.</summary>
    public required IReadOnlyList<double> IngestMs { get; init; }

    /// <summary>Engine schedule.</summary>
    public required IReadOnlyList<double> CadenceMs { get; init; }

    /// <summary>The rest.</summary>
    public required IReadOnlyList<double> OverheadMs { get; init; }

    /// <summary>Whether the window is inside the measured part.</summary>
    public required IReadOnlyList<bool> Measured { get; init; }
}

/// <summary>A span of the run in which the log did not store events when they were due.</summary>
/// <param name="FromMs">When the first event that was not stored in time was due, epoch ms.</param>
/// <param name="ToMs">When the last of them was stored and the log had caught up with the schedule, epoch ms.</param>
/// <param name="AgainMs">When the log stored events again, epoch ms.</param>
/// <param name="Events">Events stored late.</param>
/// <param name="LatestMs">The longest delay of one of them, ms.</param>
/// <param name="What">Its kind: late-appends.</param>
internal sealed record Outage(double FromMs, double ToMs, double AgainMs, long Events, double LatestMs, string What)
{
    /// <summary>Events were stored late.</summary>
    public const string LateAppends = "late-appends";
}

/// <summary>
/// The saw-tooth of T1 - T0 that law L2 makes of a micro-batch query; to hold a measured one against.
/// </summary>
/// <param name="AmplitudeMs">Half the range between the 5th and the 95th percentile, as in <see cref="Oscillation"/>, ms.</param>
/// <param name="PeriodMs">Its period, ms; null when there is no clear one.</param>
/// <param name="Basis">Which case of the law applies, as text.</param>
internal sealed record SawTooth(double AmplitudeMs, double? PeriodMs, string Basis);

/// <summary>The saw-tooth of a latency series.</summary>
/// <param name="AmplitudeMs">Half the range between the 5th and the 95th percentile of the series, ms.</param>
/// <param name="PeriodMs">Its period by autocorrelation, ms; null when there is no clear one.</param>
internal sealed record Oscillation(double AmplitudeMs, double? PeriodMs);

/// <summary>Agreement of a real engine's run with its twin.</summary>
/// <param name="Unit">What was compared: batches, or windows.</param>
/// <param name="Compared">How many.</param>
/// <param name="Differences">Number of differences.</param>
/// <param name="Undetermined">Of those compared, the ones that the log alone does not determine.</param>
internal sealed record TwinAgreement(string Unit, long Compared, int Differences, long Undetermined)
{
    /// <summary>From a verdict; null if there is none, or nothing was compared.</summary>
    public static TwinAgreement? Of(TwinVerdict? verdict) => verdict is { NotCompared: null }
        ? new TwinAgreement(verdict.Unit, verdict.Compared, verdict.Differences.Count, verdict.Undetermined)
        : null;
}
