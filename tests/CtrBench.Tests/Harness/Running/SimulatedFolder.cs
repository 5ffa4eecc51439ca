using CtrBench.Harness.Analysis;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Running;

/// <summary>A simulated run in a folder, also as if it had been measured.</summary>
internal static class SimulatedFolder
{
    /// <summary>Simulates and analyzes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="workload">The traffic.</param>
    /// <param name="query">The query.</param>
    /// <param name="profile">The costs; they say which engine.</param>
    /// <param name="asLive">Whether the manifest says that it was measured live.</param>
    public static RunMetrics Write(string path, Workload workload, CtrQuery query, CostProfile profile, bool asLive = false)
    {
        var plan = new RunPlan(FolderNames.RunName(profile.Engine.Name, workload), profile.Engine, workload, query, null, path);
        var progress = new PlainProgress(TextWriter.Null, TimeProvider.System);
        // Virtual time waits for nothing: it is done when the call returns.
        new SimulatedRun(plan, profile).ExecuteAsync(
            new VerbSession(TextWriter.Null, progress, TimeProvider.System), progress, TestContext.Current.CancellationToken)
            .GetAwaiter().GetResult();
        if (asLive)
        {
            var manifest = RunFolder.Peek(path) with { Mode = RunMode.Live, Profile = null };
            RunJsonFile.Write(Path.Combine(path, "manifest.json"), manifest);
        }

        return AnalyzeRun.In(path);
    }

    /// <summary>The profile that was fitted to it.</summary>
    public static CostProfile ProfileIn(string path) => RunJsonFile.Read<CostProfile>(Path.Combine(path, "profile.json"));
}
