using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Running;

/// <summary>The state of a live suite that has not begun.</summary>
internal static class SuiteStart
{
    /// <summary>The state: every run waits.</summary>
    public static SuiteState Of(SuitePlan plan) => new()
    {
        ToolVersion = ManifestOf.ToolVersion,
        Options = plan.Live!.Options,
        Runs = [.. plan.Runs.Select(run => new SuiteEntry(run.RunId, SuiteRunState.Waiting))],
    };

#pragma warning disable RS0030 // an id that must be unique on broker and engine, and is not part of any result
    /// <summary>An id for a run's topics and its job.</summary>
    public static Guid NewId() => Guid.NewGuid();
#pragma warning restore RS0030
}
