using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Rules on the clocks: one machine, one clock, no steps.</summary>
internal static class ClockRules
{
    private const string SteppedCode = "clock-stepped";
    private const double LargestStepMs = 20;
    private const double LargestBackwardMs = 1;

    /// <summary>Error clock-stepped: the wall clock jumped against the monotonic one, or live arrivals go back in time.</summary>
    public static Finding? Stepped(RunEvidence evidence)
    {
        if (evidence.Run.Manifest.Collector?.ClockStepMs is > LargestStepMs and var stepMs)
            return new Finding(Severity.Error, SteppedCode,
                $"The wall clock stepped by {stepMs:F1} ms during the run. Run again with a stable time service.");
        if (evidence.Run.Manifest.Mode == RunMode.Virtual) return null;
        // There, append times are used as arrivals, and partitions are read one after the other.
        if (evidence.Run.Manifest.Collector?.ResultsBefore > 0) return null;
        var results = evidence.Run.Contents.Results;
        for (var index = 1; index < results.Count; index++)
        {
            var backMs = results[index - 1].T1Ms - results[index].T1Ms;
            if (backMs > LargestBackwardMs)
                return new Finding(Severity.Error, SteppedCode,
                    $"Arrival times go back by {backMs:F1} ms at row {index + 1} of results.csv. Run again with a stable time service.");
        }
        return null;
    }

    /// <summary>Whether a finding is the cause of what others say of times: it stands before them.</summary>
    public static bool IsCause(Finding finding) => finding.Code == SteppedCode;

    /// <summary>Warning clock-offset: the broker's clock differs, so latencies to its append time are wrong by the offset.</summary>
    public static Finding? Offset(RunEvidence evidence) =>
        evidence.Run.Manifest.ClockCheck is { } check && Math.Abs(check.OffsetMs) > check.BoundMs + LargestStepMs
        ? new Finding(Severity.Warning, "clock-offset",
            $"The broker's clock is {check.OffsetMs:F1} ms (+- {check.BoundMs:F1}) from ours: latencies named _append are wrong by that "
            + "amount.")
        : null;
}
