using CtrBench.Harness.Cli;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Running;

/// <summary>
/// The whole evaluation: every run simulated and analyzed, as many side by side as there are cores, then the pictures and one report.
/// </summary>
internal sealed class SuiteRun(SuitePlan plan)
{
    /// <summary>Runs it.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        CostProfile[] profiles = [.. plan.Runs.Select(r => ProfileCatalog.Find(r.Engine, r.Profile))];
        foreach (var caution in profiles.Select(ProfileCatalog.Caution).OfType<string>().Distinct())
            await session.Error.WriteLineAsync(caution);
        var runs = new SimulatedRuns(plan.Runs, profiles);
        FolderWrites.Create(plan.Folder);
        var started = session.Clock.GetTimestamp();
        await session.Progress.ShowAsync<bool>(async progress =>
        {
            try
            {
                await runs.ExecuteAsync(session, progress, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // What there is by now is an answer too.
            }

            return true;
        });
        await session.Error.WriteLineAsync(Pace.Text(runs.Events, session.Clock.GetElapsedTime(started).TotalSeconds));
        return await ReportAsync(runs.Metrics, [], session, ct);
    }

    /// <summary>
    /// Pictures, report and table of the runs that there are. After an interrupt those that ended, or were stopped in order, are shown,
    /// marked as a part of what was asked for.
    /// </summary>
    /// <param name="metrics">Of each run its metrics; null where it was not analyzed.</param>
    /// <param name="failed">Runs that failed.</param>
    /// <param name="session">Where progress is shown.</param>
    /// <param name="ct">The interrupt.</param>
    internal async Task<VerbReport> ReportAsync(
        RunMetrics?[] metrics, IReadOnlyList<FailedRun> failed, VerbSession session, CancellationToken ct)
    {
        List<string> done = [];
        foreach (var (run, found) in plan.Runs.Zip(metrics))
            if ((found ?? PartialRun.MetricsIn(run.Folder)) is not null) done.Add(run.Folder);
        if (done.Count == 0) ct.ThrowIfCancellationRequested();
        var files = await session.Progress.ShowAsync(progress => Task.Run(
            () => ReportFiles.Write(done, plan.Folder, progress, CancellationToken.None, failed), CancellationToken.None));
        return SuiteReport.Of(plan.Folder, files, done, failed, plan.Runs.Count, session.Verbose);
    }
}

/// <summary>A suite in real time: the runs of <see cref="LiveSuiteRun"/>, then the pictures and one report, as in virtual time.</summary>
internal sealed class LiveSuiteVerb(SuitePlan plan)
{
    /// <summary>Runs what is not complete yet, and reports.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        using var folder = SuiteFolder.Open(plan.Folder);
        var suite = new LiveSuiteRun(plan, folder, new SuiteRunner(session), session.Clock, session.Error);
        SuiteState state;
        try
        {
            state = await session.Progress.ShowAsync(progress => suite.RunAsync(progress, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await session.Error.WriteLineAsync($"continue this suite with: ctrbench suite --resume {plan.Folder}");
            throw;
        }

        var complete = state.Runs.Where(run => run.State == SuiteRunState.Complete).Select(run => folder.At(run.RunId)).ToList();
        List<FailedRun> failed = [.. state.Runs.Where(run => run.State == SuiteRunState.Failed).Select(FailedRun.Of)];
        if (complete.Count == 0) return SuiteReport.Of(plan.Folder, null, [], failed, plan.Runs.Count, session.Verbose);
        var files = await session.Progress.ShowAsync(
            progress => Task.Run(() => ReportFiles.Write(complete, plan.Folder, progress, ct, failed), ct));
        return SuiteReport.Of(plan.Folder, files, complete, failed, plan.Runs.Count, session.Verbose);
    }
}
