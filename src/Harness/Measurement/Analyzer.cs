using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Computes a run's metrics from its contents. Pure: independent of clock and machine, so the same folder always gives the same
/// metrics.json.
/// </summary>
internal static class Analyzer
{
    /// <summary>Analyzes one run. A run that fails its reconciliation has no latencies.</summary>
    public static RunMetrics Analyze(RunContents contents)
    {
        var run = new RunFacts(contents);
        var reconciled = Reconciliation.Of(run);
        var cadence = new Cadence(run);
        var windows = Decomposition.Windows(run, cadence);
        var timed = run.AppendTimesKnown;
        // Without append times T1 - T0 and T1 - e are still what they are.
        var decomposed = windows.Where(window => timed ? window.IsDecomposed : window.T0Ms is not null).ToList();
        var (warmUp, isMeasured) = WarmUpCut.Of(run.Manifest, decomposed);
        var measured = decomposed.Where((_, index) => isMeasured[index]).ToList();
        var keepingUp = KeepingUp.Of(run, measured);
        var findings = EventTimeRules.Judge(run).Concat(reconciled.Findings)
            .Concat(ValidityRules.Judge(new RunEvidence(run, reconciled.Metrics, windows, measured, cadence, keepingUp)))
            .Concat(EngineRules.Judge(run.Manifest))
            .OrderByDescending(finding => finding.Severity).ThenByDescending(ClockRules.IsCause)
            .ToList();
        // What the rules of correctness do not find, because the oracle has the same fault.
        var correct = reconciled.Correct && !findings.Any(InvariantRules.IsBug);
        var lag = ProducerRules.Lag(run);
        var samples = correct ? Samples(measured, timed) : [];
        return new RunMetrics
        {
            RunId = run.Manifest.RunId,
            Engine = run.Engine,
            Traffic = run.IsTrafficKnown
                ? System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(run.Manifest.Workload.Traffic.ToString())
                : "unknown",
            Producers = run.Manifest.Workload.Producers,
            Profile = run.Manifest.Profile,
            Valid = findings.All(finding => finding.Severity != Severity.Error),
            Findings = findings,
            Correctness = reconciled.Metrics,
            Latency = Latencies(samples),
            Samples = samples,
            Decomposition = correct && timed ? Decomposition.Mean(measured, cadence) : null,
            Oscillation = correct
                ? Oscillations.Of([.. measured.Select(window => window.LatencyMs!.Value)], run.Query.StepMs)
                : null,
            SawTooth = correct && timed ? SawTooths.Of(run, measured) : null,
            WarmUp = warmUp,
            KeepingUp = keepingUp,
            ProducerLagMsP99 = lag.P99Ms,
            ProducerLagMsMax = lag.MaxMs,
            Outages = OutageRules.Of(run),
            Resources = ResourceCosts.Of(run.Manifest),
            Twin = TwinAgreement.Of(run.Manifest.Twin),
            Methods = measured.Count == 0 ? null : Methods(run, measured.Count),
            Windows = correct && timed ? Series(decomposed, isMeasured) : Series([], []),
        };
    }

    private static MethodsUsed Methods(RunFacts run, int windows) => new()
    {
        BandwidthWindows = LongRunVariance.Bandwidth(windows),
        WarmUp = run.Manifest.Mode == RunMode.Virtual ? "none in virtual time" : "blocks against the last half, hac-bartlett",
        WarmUpBlockWindows = WarmUpCut.BlockSize,
    };

    private static SortedDictionary<string, LatencySummary> Latencies(SortedDictionary<string, double[]> samples)
    {
        var latencies = new SortedDictionary<string, LatencySummary>(StringComparer.Ordinal);
        foreach (var (name, values) in samples) latencies.Add(name, LatencyStatistics.Summarize(values)!);
        return latencies;
    }

    private static SortedDictionary<string, double[]> Samples(IReadOnlyList<WindowTiming> measured, bool timed)
    {
        var samples = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        void Add(string name, Func<WindowTiming, double?> origin)
        {
            if (Values(measured, origin, window => window.T1Ms) is { Length: > 0 } arrival) samples.Add(name, arrival);
            if (Values(measured, origin, window => window.AppendMs) is { Length: > 0 } append) samples.Add(name + "_append", append);
        }
        Add("t1_minus_t0", window => window.T0Ms);
        Add("t1_minus_due", window => window.DueMs);
        Add("t1_minus_e", window => window.EndMs);
        if (timed) Add("t1_minus_floor", window => window.FloorMs);
        return samples;
    }

    private static double[] Values(
        IReadOnlyList<WindowTiming> measured, Func<WindowTiming, double?> origin, Func<WindowTiming, double?> end) =>
        [.. measured.Select(window => end(window) - origin(window)).OfType<double>()];

    private static WindowSeries Series(IReadOnlyList<WindowTiming> windows, IReadOnlyList<bool> measured) => new()
    {
        EndMs = [.. windows.Select(window => window.EndMs)],
        LatencyMs = [.. windows.Select(window => window.LatencyMs!.Value)],
        OverFloorMs = [.. windows.Select(window => window.OverFloorMs)],
        DataMs = [.. windows.Select(window => window.DataMs)],
        WaitMs = [.. windows.Select(window => window.WaitMs)],
        IngestMs = [.. windows.Select(window => window.IngestMs)],
        CadenceMs = [.. windows.Select(window => window.CadenceMs)],
        OverheadMs = [.. windows.Select(window => window.OverheadMs)],
        Measured = [.. measured],
    };
}
