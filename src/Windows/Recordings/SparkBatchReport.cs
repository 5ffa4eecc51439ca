namespace CtrBench.Windows.Recordings;

/// <summary>
/// Result of comparing a live Spark run with its twin batch by batch (docs/spark.md "Is the twin right about my Spark?").
/// </summary>
/// <param name="Batches">Batches replayed.</param>
/// <param name="Records">Records replayed.</param>
/// <param name="Results">Results that the twin emitted.</param>
/// <param name="Duplicates">Repeated stored results with the same content: allowed after a restart with at-least-once.</param>
/// <param name="LateWindows">Late windows that the twin dropped, Spark's unit (S14).</param>
/// <param name="Differences">Every field of every batch, and every stored result, that differs.</param>
internal sealed record SparkBatchReport(
    long Batches, long Records, long Results, long Duplicates, long LateWindows, IReadOnlyList<Difference> Differences)
{
    /// <summary>Whether there is no difference.</summary>
    public bool Agrees => Differences.Count == 0;
}
