namespace CtrBench.Harness.Measurement;

/// <summary>Result of the reconciliation.</summary>
/// <param name="Metrics">The figures.</param>
/// <param name="Findings">The findings about them; an error here means that no latency is shown.</param>
internal sealed record Reconciled(CorrectnessMetrics Metrics, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether the run's results can be trusted.</summary>
    public bool Correct => Findings.All(finding => finding.Severity != Severity.Error);
}
