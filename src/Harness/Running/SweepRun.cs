using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Running;

/// <summary>
/// The runs of a sweep, then one table, the pictures and one report: in virtual time as many side by side as there are cores, live one
/// after the other, so that none takes the machine from another.
/// </summary>
/// <param name="plan">The runs.</param>
/// <param name="live">Runs a plan live.</param>
internal sealed class SweepRun(SweepPlan plan, Func<RunPlan, IProgress<ProgressStep>, CancellationToken, Task> live)
{
    private readonly RunMetrics?[] _metrics = new RunMetrics?[plan.Runs.Count];

    /// <summary>Runs it.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        var suite = new SuiteRun(new SuitePlan(plan.Runs, plan.Folder));
        if (!plan.IsLive) return await suite.ExecuteAsync(session, ct);
        FolderWrites.Create(plan.Folder);
        List<FailedRun> failed = [];
        try
        {
            for (var i = 0; i < plan.Runs.Count; i++)
                if (await TryAsync(i, session, ct) is { } failure) failed.Add(failure);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What there is by now is an answer too.
        }

        return await suite.ReportAsync(_metrics, failed, session, ct);
    }

    // A run that fails is shown as failed, and the sweep goes on; the first one shows whether anything can run at all.
    private async Task<FailedRun?> TryAsync(int i, VerbSession session, CancellationToken ct)
    {
        var run = plan.Runs[i];
        await session.Error.WriteLineAsync(FormattableString.Invariant($"run {i + 1} of {plan.Runs.Count}: {run.RunId}"));
        try
        {
            await session.Progress.ShowAsync<bool>(async progress =>
            {
                await live(run, progress, ct);
                return true;
            });
            _metrics[i] = await AnalyzeRun.InAsync(run.Folder, ct);
            return null;
        }
        catch (Exception e) when (_metrics.Any(known => known is not null)
            && Faults.Of(e, ct.IsCancellationRequested).Code is not (ExitCode.Bug or ExitCode.Interrupted))
        {
            var reason = Faults.Of(e, interrupted: false).Message;
            await session.Error.WriteLineAsync($"{run.RunId} failed: {reason}; the sweep goes on without it");
            return new FailedRun(run.RunId, 1, reason);
        }
    }
}
