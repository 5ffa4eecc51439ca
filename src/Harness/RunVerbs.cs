using System.Runtime.CompilerServices;
using CtrBench.Engines.Composition;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Doctor;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.Running;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness;

/// <summary>The verbs that run engines and move events.</summary>
internal sealed class RunVerbs : IRunVerbs
{
    /// <inheritdoc/>
    public Task<VerbReport> ProduceAsync(ProducePlan plan, VerbSession session, CancellationToken ct) =>
        new ProduceRun(plan).ExecuteAsync(session, ct);

    /// <inheritdoc/>
    public async Task<VerbReport> RunAsync(RunPlan plan, VerbSession session, CancellationToken ct)
    {
        await session.Progress.ShowAsync<bool>(async progress =>
        {
            await LiveAsync(plan, session, progress, ct);
            return true;
        });
        return RunReport.Of(plan.Folder, await AnalyzeRun.InAsync(plan.Folder, ct));
    }

    /// <inheritdoc/>
    public Task<VerbReport> RunEngineAsync(EnginePlan plan, VerbSession session, CancellationToken ct) => session.Progress.ShowAsync(
        progress => new EngineRun(plan, EngineCatalog.Create(plan.Engine, plan.Real), session.Clock).ExecuteAsync(session, progress, ct));

    /// <inheritdoc/>
    public async Task<VerbReport> SimulateAsync(RunPlan plan, VerbSession session, CancellationToken ct)
    {
        var profile = ProfileCatalog.Find(plan.Engine, plan.Profile);
        if (ProfileCatalog.Caution(profile) is { } caution) await session.Error.WriteLineAsync(caution);
        var run = new SimulatedRun(plan, profile);
        var started = session.Clock.GetTimestamp();
        var events = await session.Progress.ShowAsync(progress => Task.Run(() => run.ExecuteAsync(session, progress, ct), ct));
        var seconds = session.Clock.GetElapsedTime(started).TotalSeconds;
        var metrics = await AnalyzeRun.InAsync(plan.Folder, ct);
        await session.Error.WriteLineAsync(Pace.Text(events, seconds));
        return RunReport.Of(plan.Folder, metrics);
    }

    /// <inheritdoc/>
    public async Task<VerbReport> CollectAsync(CollectPlan plan, VerbSession session, CancellationToken ct)
    {
        await session.Progress.ShowAsync<bool>(async progress =>
        {
            await new CollectRun(plan, session.Clock).ExecuteAsync(session, progress, ct);
            return true;
        });
        return RunReport.Of(plan.Folder, await AnalyzeRun.InAsync(plan.Folder, ct));
    }

    /// <inheritdoc/>
    public Task<VerbReport> SuiteAsync(SuitePlan plan, VerbSession session, CancellationToken ct) =>
        plan.Live is null ? new SuiteRun(plan).ExecuteAsync(session, ct) : new LiveSuiteVerb(plan).ExecuteAsync(session, ct);

    /// <inheritdoc/>
    public Task<VerbReport> SweepAsync(SweepPlan plan, VerbSession session, CancellationToken ct) =>
        new SweepRun(plan, (run, progress, stop) => LiveAsync(run, session, progress, stop)).ExecuteAsync(session, ct);

    /// <inheritdoc/>
    public async Task<VerbReport> ThresholdAsync(ThresholdPlan plan, VerbSession session, CancellationToken ct)
    {
        if (plan.Live) return await new ThresholdRun(plan, LiveProbeAsync).ExecuteAsync(session, ct);
        var profile = ProfileCatalog.Find(plan.Probe.Engine, plan.Probe.Profile);
        if (ProfileCatalog.Caution(profile) is { } caution) await session.Error.WriteLineAsync(caution);
        return await new ThresholdRun(plan, SimulatedProbeAsync).ExecuteAsync(session, ct);

        async Task<RunMetrics> SimulatedProbeAsync(RunPlan run, IProgress<ProgressStep> progress, CancellationToken stop)
        {
            await Task.Run(() => new SimulatedRun(run, profile).ExecuteAsync(session, progress, stop), stop);
            return await AnalyzeRun.InAsync(run.Folder, stop);
        }

        async Task<RunMetrics> LiveProbeAsync(RunPlan run, IProgress<ProgressStep> progress, CancellationToken stop)
        {
            await LiveAsync(run, session, progress, stop);
            return await AnalyzeRun.InAsync(run.Folder, stop);
        }
    }

    /// <inheritdoc/>
    public Task<VerbReport> CheckAsync(CheckPlan plan, VerbSession session, CancellationToken ct) =>
        new CheckRun(plan).ExecuteAsync(session, ct);

    /// <inheritdoc/>
    public Task<VerbReport> SchemaAsync(SchemaPlan plan, VerbSession session, CancellationToken ct) =>
        new SchemaRun(plan, session.Clock).ReportAsync(session, ct);

    /// <inheritdoc/>
    public Task<VerbReport> AdviseAsync(AdvisePlan plan, VerbSession session, CancellationToken ct) => session.Progress.ShowAsync(
        progress => Task.Run(() => new AdviseRun(plan).ReportAsync(session, progress, ct), ct));

    /// <inheritdoc/>
    public Task<VerbReport> FitAsync(FitPlan plan, VerbSession session, CancellationToken ct) =>
        Task.Run(() => new FitRun(plan).Execute(session), ct);

    /// <inheritdoc/>
    public Task<VerbReport> DoctorAsync(DoctorPlan plan, VerbSession session, CancellationToken ct) =>
        session.Progress.ShowAsync(_ => new DoctorRun(plan).ExecuteAsync(session, ct));

    /// <inheritdoc/>
    public async Task<VerbReport> ValidateAsync(ValidateLivePlan plan, VerbSession session, CancellationToken ct) => ValidateLiveReport.Of(
        await session.Progress.ShowAsync(progress => EngineValidation.Of(plan).ExecuteAsync(session, progress, ct)));

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReplayOutcome> ReplayAsync(IReadOnlyList<string> paths, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var file in paths.SelectMany(Recordings))
        {
            ct.ThrowIfCancellationRequested();
            yield return await Replay(file, ct);
        }
    }

    private static Task LiveAsync(RunPlan plan, VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct) =>
        new LiveRun(plan, EngineCatalog.Create(plan.Engine, plan.Real), session.Clock).ExecuteAsync(session, progress, ct);

    private static async Task<ReplayOutcome> Replay(string file, CancellationToken ct)
    {
        try
        {
            return TranscriptReplay.Run(file, await File.ReadAllBytesAsync(file, ct));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReplayOutcome(file, ReplayVerdict.Unreadable, [], Error: e.Message);
        }
    }

    private static IEnumerable<string> Recordings(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [path];
}
