namespace CtrBench.Harness.Measurement;

/// <summary>One latency of two runs.</summary>
/// <param name="Name">Its name as in metrics.json, or <c>t1_minus_e_minus_d</c>.</param>
/// <param name="WindowsA">Windows measured in the first run.</param>
/// <param name="WindowsB">Windows measured in the second run.</param>
/// <param name="Values">mean, p50, p90, and p99 if both runs have one.</param>
/// <param name="Paired">A - B by window, ms; null if the runs cannot be paired.</param>
internal sealed record ComparedLatency(
    string Name, int WindowsA, int WindowsB, IReadOnlyList<ComparedValue> Values, PairedDifference? Paired)
{
    /// <summary>Whether both runs have the 100 windows that a p99 requires.</summary>
    public bool HasP99 => Values.Any(value => value.Name == "p99");

    /// <summary>The largest error of mean and p90, as a share; null if neither is known.</summary>
    public double? WorstError => Values.Where(value => value.Name is "mean" or "p90").Max(value => Math.Abs(value.Error ?? double.NaN));
}
