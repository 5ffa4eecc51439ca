using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Comparison of two runs.</summary>
/// <param name="Latencies">T1 - floor, T1 - e, and T1 - e - D; empty if one of the runs has no latency.</param>
/// <param name="Unpaired">Why their windows cannot be paired; null if they are.</param>
/// <param name="Cautions">Limitations of the comparison: an invalid run, different settings.</param>
internal sealed record RunComparison(
    IReadOnlyList<ComparedLatency> Latencies, string? Unpaired, IReadOnlyList<string> Cautions)
{
    /// <summary>Whether the errors of mean and p90 of every latency are at most <paramref name="tolerance"/>, a share.</summary>
    public bool IsWithin(double tolerance) => Latencies.Count > 0 && Latencies.All(latency => latency.WorstError <= tolerance);
}

/// <summary>The input of a comparison: one run.</summary>
/// <param name="Manifest">What was run.</param>
/// <param name="Metrics">Its metrics.</param>
/// <param name="Expected">The exact windows of its events topic.</param>
internal sealed record ComparedRun(RunManifest Manifest, RunMetrics Metrics, IReadOnlyList<ExpectedWindow> Expected)
{
    /// <summary>Whether its numbers may be shown: it ended in order and no validity rule forbids it.</summary>
    public bool IsValid => Metrics.Valid && Manifest.State is RunState.Complete or RunState.Partial;
}

/// <summary>One latency of two runs.</summary>
/// <param name="Name">Its name as in metrics.json, or <c>t1_minus_e_minus_d</c>.</param>
/// <param name="WindowsA">Windows measured in the first run.</param>
/// <param name="WindowsB">Windows measured in the second run.</param>
/// <param name="Values">mean, and p50, p90 and p99 if both runs have one.</param>
/// <param name="Paired">A - B by window, ms; null if the runs cannot be paired.</param>
internal sealed record ComparedLatency(
    string Name, int WindowsA, int WindowsB, IReadOnlyList<ComparedValue> Values, PairedDifference? Paired)
{
    /// <summary>Whether both runs have the windows that a p99 requires.</summary>
    public bool HasP99 => Values.Any(value => value.Name == "p99");

    /// <summary>The largest error of the mean, and of the p90 if both runs have one, as a share.</summary>
    public double? WorstError => Values.Where(value => value.Name is "mean" or "p90").Max(value => Math.Abs(value.Error ?? double.NaN));
}

/// <summary>One figure of two runs.</summary>
/// <param name="Name">mean, p50, p90 or p99.</param>
/// <param name="AMs">Value of the first run, ms.</param>
/// <param name="BMs">Value of the second run, ms.</param>
internal sealed record ComparedValue(string Name, double AMs, double BMs)
{
    /// <summary>A - B, ms.</summary>
    public double DifferenceMs => AMs - BMs;

    /// <summary>(A - B) / B: the error of a prediction A of a measured B; null where B is 0.</summary>
    public double? Error => BMs == 0 ? null : DifferenceMs / Math.Abs(BMs);
}
