using CtrBench.Engines.Composition;
using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Running;

/// <summary>What a live suite does to the outside: its state machine is tried without.</summary>
internal interface ISuiteRunner
{
    /// <summary>Makes one run in its folder, analyzes it, and returns its metrics.</summary>
    Task<RunMetrics> RunAsync(RunPlan run, IProgress<ProgressStep> progress, CancellationToken ct);

    /// <summary>Removes what a run has left: its topics, where they are ours, and its job on a real engine if its process was
    /// killed.</summary>
    /// <param name="run">The run, with the names that it had.</param>
    /// <param name="killed">Whether its process may have been killed in mid-run.</param>
    /// <param name="ct">Gives up.</param>
    Task CleanAsync(RunPlan run, bool killed, CancellationToken ct);
}

/// <summary>The real thing.</summary>
internal sealed class SuiteRunner(VerbSession session) : ISuiteRunner
{
    /// <inheritdoc/>
    public async Task<RunMetrics> RunAsync(RunPlan run, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var engine = EngineCatalog.Create(run.Engine, run.Real);
        await new LiveRun(run, engine, session.Clock).ExecuteAsync(session, progress, ct);
        return await AnalyzeRun.InAsync(run.Folder, ct);
    }

    /// <inheritdoc/>
    public async Task CleanAsync(RunPlan run, bool killed, CancellationToken ct)
    {
        // First the job, which would write on into topics that a broker makes again by itself.
        if (killed && EngineCatalog.Create(run.Engine, run.Real) is IRealEngine real && await real.EndLeftoverAsync(session.Clock, ct))
            await session.Error.WriteLineAsync($"ended the job that the interrupted {run.RunId} had left on {run.Engine}");
        if (run.Broker is not { } broker) return;
        foreach (var kept in await RunTopics.DeleteOwnAsync(broker, session.Clock, ct))
            await session.Error.WriteLineAsync($"topic '{kept}' is left where it is: not all of its records are of ctrbench");
    }
}
