using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.Report;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Thresholds;

namespace CtrBench.Harness.Running;

/// <summary>Runs one probe into its folder and analyzes it.</summary>
/// <param name="run">The run.</param>
/// <param name="progress">Where it shows how far it is.</param>
/// <param name="ct">The interrupt.</param>
internal delegate Task<RunMetrics> ProbeRunner(RunPlan run, IProgress<ProgressStep> progress, CancellationToken ct);

/// <summary>
/// The search for the highest rate that an engine sustains: probes until it ends, the time is up, or Ctrl-C. What is known is written after
/// each step.
/// </summary>
internal sealed class ThresholdRun(ThresholdPlan plan, ProbeRunner runner)
{
    private const double OverheadOfLiveMs = 15_000;

    private readonly RateSearch _search = new(plan.Search);
    private readonly List<Probe> _probes = [];
    private readonly Lock _gate = new();
    private double _lastStepMs;
    private int _numbers;

    /// <summary>Runs it.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        FolderWrites.Create(plan.Folder);
        try
        {
            var ended = await session.Progress.ShowAsync(progress => SearchAsync(session.Clock, progress, ct));
            return ThresholdSummary.Of(plan.Folder, Write(ended, withPicture: true), _probes);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await session.Error.WriteLineAsync(Write("interrupted", withPicture: true).Answer);
            throw;
        }
    }

    private async Task<string> SearchAsync(TimeProvider clock, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (_search.Next() is { Count: > 0 } probes)
        {
            var stepStarted = clock.GetTimestamp();
            if (plan.WithinMs is { } within && clock.GetElapsedTime(started).TotalMilliseconds + EstimateMs(probes.Count) > within)
                return "within";
            var first = _numbers;
            _numbers += probes.Count;
            var parallel = new ParallelOptions
            {
                CancellationToken = ct,
                MaxDegreeOfParallelism = plan.Live ? 1 : Environment.ProcessorCount,
            };
            var verdicts = new ProbeVerdict[probes.Count];
            await Parallel.ForAsync(0, probes.Count, parallel, async (i, stop) =>
                verdicts[i] = await ProbeAsync(probes[i], first + i + 1, progress, stop));
            foreach (var (probe, verdict) in probes.Zip(verdicts)) _search.Add(probe, verdict);
            Write("running", withPicture: false);
            _lastStepMs = clock.GetElapsedTime(stepStarted).TotalMilliseconds;
        }

        return "complete";
    }

    // A live probe takes its traffic, the delay until the last windows close, and start and stop of the engine. A simulated one takes about
    // as long as the last step, or twice that at twice the rate.
    private double EstimateMs(int probes) => plan.Live
        ? probes * (plan.Probe.Workload.DurationMs + plan.Probe.Query.WatermarkDelayMs + 2.0 * plan.Probe.Query.WindowMs + OverheadOfLiveMs)
        : 2 * _lastStepMs;

    // An undecided probe that says how long it must be is repeated once, longer; a live one whose generator did not follow, which a moment
    // of another program is enough for, once as it was.
    private async Task<ProbeVerdict> ProbeAsync(RateProbe probe, int number, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var verdict = await ProbeAsync(probe, number, plan.Probe.Workload.DurationMs, "", progress, ct);
        if (plan.Live && verdict.IsGeneratorLimit)
            return await ProbeAsync(probe, number, plan.Probe.Workload.DurationMs, "-again", progress, ct);
        if (verdict is not { State: ProbeState.Undecided, NeedsMs: { } needsMs } || needsMs > plan.LongestProbeMs) return verdict;
        var windowMs = plan.Probe.Query.WindowMs;
        return await ProbeAsync(probe, number, (long)Math.Ceiling(needsMs / windowMs) * windowMs, "-longer", progress, ct);
    }

    private async Task<ProbeVerdict> ProbeAsync(
        RateProbe probe, int number, long trafficMs, string suffix, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var seed = plan.Probe.Workload.Seed + (ulong)probe.Seed;
        var name = ProbeNames.Folder(number, probe.PerSecond, seed) + suffix;
        var run = plan.Probe with
        {
            RunId = name,
            Folder = Path.Combine(plan.Folder, name),
            Workload = plan.Probe.Workload with { EventsPerSecond = probe.PerSecond, Seed = seed, DurationMs = trafficMs },
        };
        RunMetrics? metrics = null;
        ProbeVerdict verdict;
        try
        {
            metrics = await runner(run, progress, ct);
            verdict = ProbeJudge.Judge(plan.Slo, metrics);
        }
        catch (CtrBenchException failed) when (HasSucceeded)
        {
            // Where a lower rate ran, the setup is good: memory, broker or producers end here.
            verdict = new ProbeVerdict(ProbeState.Undecided, [], $"the probe failed: {failed.Message}", []) { IsGeneratorLimit = true };
        }

        var windows = metrics?.Windows.Measured.Count(measured => measured) ?? 0;
        lock (_gate) _probes.Add(new Probe(number, name, probe.PerSecond, seed, trafficMs, windows, verdict, metrics?.KeepingUp));
        return verdict;
    }

    private bool HasSucceeded
    {
        get
        {
            lock (_gate) return _probes.Exists(probe => probe.KeepingUp is not null);
        }
    }

    private ThresholdReport Write(string ended, bool withPicture)
    {
        lock (_gate) _probes.Sort((a, b) => (a.Number, a.Folder.Length).CompareTo((b.Number, b.Folder.Length)));
        var (state, answer) = ThresholdReport.Of(_search, _probes, plan.Probe.Engine, plan.Slo, ended);
        var report = new ThresholdReport
        {
            Answer = answer,
            State = state,
            Engine = plan.Probe.Engine,
            Profile = plan.Live ? null : ProfileCatalog.Find(plan.Probe.Engine, plan.Probe.Profile).Name,
            Slo = plan.Slo.Text,
            SustainedPerSecond = _search.Low?.PerSecond,
            SustainedProbes = _search.Low?.Seeds,
            NotSustainedPerSecond = _search.High?.PerSecond,
            NotSustainedProbes = _search.High?.Seeds,
            Binds = _search.Binds,
            GeneratorLimitPerSecond = _search.GeneratorLimit,
            Ended = ended,
            Ratio = plan.Search.Ratio,
            Seeds = plan.Search.Seeds,
            ProbeMs = plan.Probe.Workload.DurationMs,
            ProbeReason = plan.ProbeReason,
            Probes = _probes.Count,
            Workload = plan.Probe.Workload,
            Query = plan.Probe.Query,
        };
        RunJsonFile.Write(Path.Combine(plan.Folder, "threshold.json"), report);
        ProbesCsv.Write(Path.Combine(plan.Folder, "probes.csv"), _probes);
        if (withPicture && _probes.Count > 0) Plots.Write(ThresholdPicture.Draw(report, plan.Slo, _probes), plan.Folder);
        return report;
    }
}
