using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Running;

/// <summary>
/// The runs of a sweep, then one table, the pictures and one report: in virtual time as many side by side as there are cores, live one
/// after the other, so that none takes the machine from another.
/// </summary>
/// <param name="plan">The runs.</param>
/// <param name="live">Makes a live run of a plan.</param>
internal sealed class SweepRun(SweepPlan plan, Func<RunPlan, LiveRun> live)
{
    /// <summary>Runs it.</summary>
    public async Task<VerbReport> ExecuteAsync(VerbSession session, CancellationToken ct)
    {
        var suite = new SuiteRun(new SuitePlan(plan.Runs, plan.Folder));
        if (!plan.IsLive) return await suite.ExecuteAsync(session, ct);
        FolderWrites.Create(plan.Folder);
        var metrics = new RunMetrics?[plan.Runs.Count];
        try
        {
            for (var i = 0; i < plan.Runs.Count; i++)
            {
                var run = plan.Runs[i];
                await session.Error.WriteLineAsync(FormattableString.Invariant($"run {i + 1} of {plan.Runs.Count}: {run.RunId}"));
                await session.Progress.ShowAsync<bool>(async progress =>
                {
                    await live(run).ExecuteAsync(session, progress, ct);
                    return true;
                });
                metrics[i] = await AnalyzeRun.InAsync(run.Folder, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What there is by now is an answer too.
        }

        return await suite.ReportAsync(metrics, session, ct);
    }
}
