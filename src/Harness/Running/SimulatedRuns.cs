using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Running;

/// <summary>Several runs in virtual time, each simulated and analyzed, as many side by side as there are cores.</summary>
/// <param name="runs">The runs.</param>
/// <param name="profiles">The costs of each.</param>
internal sealed class SimulatedRuns(IReadOnlyList<RunPlan> runs, IReadOnlyList<CostProfile> profiles)
{
    private readonly long[] _events = new long[runs.Count];

    /// <summary>Of each run its metrics; null where it has not ended.</summary>
    public RunMetrics?[] Metrics { get; } = new RunMetrics?[runs.Count];

    /// <summary>Events of the runs that have ended.</summary>
    public long Events => _events.Sum();

    /// <summary>Runs them.</summary>
    /// <exception cref="OperationCanceledException">Interrupted; what has ended by then is there.</exception>
    public Task ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var parallel = new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount };
        return Parallel.ForAsync(0, runs.Count, parallel, async (i, stop) =>
        {
            var run = new SimulatedRun(runs[i], profiles[i]);
            _events[i] = await Task.Run(() => run.ExecuteAsync(session, progress, stop), stop);
            Metrics[i] = await AnalyzeRun.InAsync(runs[i].Folder, stop);
        });
    }
}
