namespace CtrBench.Harness.Measurement;

/// <summary>Two runs held against each other.</summary>
/// <param name="Latencies">T1 - floor, T1 - e, and T1 - e - D; empty where one of the runs shows no latency.</param>
/// <param name="Unpaired">Why their windows cannot be paired; null where they are.</param>
/// <param name="Cautions">What to have in mind when reading it: an invalid run, other settings.</param>
public sealed record RunComparison(
    IReadOnlyList<ComparedLatency> Latencies, string? Unpaired, IReadOnlyList<string> Cautions)
{
    /// <summary>Whether the errors of mean and p90 of every latency are at most <paramref name="tolerance"/>, a share.</summary>
    public bool IsWithin(double tolerance) => Latencies.Count > 0 && Latencies.All(latency => latency.WorstError <= tolerance);
}
