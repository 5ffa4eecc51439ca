using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Rule on runs that were stopped before their traffic ended.</summary>
internal static class PartialRule
{
    /// <summary>Warning partial: the figures are of the part that had run by then.</summary>
    public static Finding? Judge(RunEvidence evidence)
    {
        var manifest = evidence.Run.Manifest;
        var seconds = Math.Max(0, manifest.TrafficEndMs - manifest.StartMs) / 1_000.0;
        return manifest.State != RunState.Partial ? null : new Finding(Severity.Warning, "partial",
            FormattableString.Invariant($"The run was stopped by Ctrl-C after {seconds:0.#} s of traffic. ")
            + "The figures are of what had been sent by then; windows that were open are not in them.");
    }
}
