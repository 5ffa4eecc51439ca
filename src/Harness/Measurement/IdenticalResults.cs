using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Two engines never answer at the same nanosecond: two runs with the same result rows are copies of one run.</summary>
internal static class IdenticalResults
{
    /// <summary>Error identical-results: the runs differ in engine or id, but have the same rows.</summary>
    public static Finding? Judge(RunContents first, RunContents second) =>
        first.Results.Count > 0 && (first.Manifest.RunId, first.Manifest.Engine) != (second.Manifest.RunId, second.Manifest.Engine)
            && first.Results.SequenceEqual(second.Results)
            ? new Finding(Severity.Error, "identical-results",
                $"{first.Manifest.RunId} and {second.Manifest.RunId} have identical results.csv, including arrival times: one is a copy of "
                + "the other. Run them again.")
            : null;
}
