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
