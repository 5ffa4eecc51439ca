using CtrBench.Harness.Objectives;
using CtrBench.Harness.Thresholds;

namespace CtrBench.Harness.Plans;

/// <summary>A search for the highest rate that an engine sustains.</summary>
/// <param name="Probe">The run of a probe, but for its rate, seed and folder. Its traffic has the length of a probe.</param>
/// <param name="Slo">The objective.</param>
/// <param name="Search">How the rates are chosen.</param>
/// <param name="Folder">The folder of the threshold: does not exist, or is empty.</param>
internal sealed record ThresholdPlan(RunPlan Probe, Slo Slo, SearchPlan Search, string Folder)
{
    /// <summary>Whether probes run in real time.</summary>
    public bool Live { get; init; }

    /// <summary>How long the search may take, ms; null for no bound.</summary>
    public long? WithinMs { get; init; }

    /// <summary>Why a probe is as long as it is.</summary>
    public required string ProbeReason { get; init; }

    /// <summary>The longest traffic with which an undecided probe is repeated, ms; that of a probe where it is not.</summary>
    public long LongestProbeMs { get; init; }
}
