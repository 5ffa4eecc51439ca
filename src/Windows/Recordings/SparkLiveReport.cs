namespace CtrBench.Windows.Recordings;

/// <summary>
/// What a live Spark run comes to, held against its twin batch by batch (docs/spark.md "Is the twin right about my Spark?").
/// </summary>
/// <param name="Batches">Batches replayed.</param>
/// <param name="Records">Records replayed.</param>
/// <param name="Results">Results that the twin emitted.</param>
/// <param name="Duplicates">Stored results that came again with the same content: allowed after a restart, at-least-once.</param>
/// <param name="LateWindows">Late windows that the twin dropped, Spark's unit (S14).</param>
/// <param name="Differences">Every field of every batch, and every stored result, on which the two do not agree.</param>
public sealed record SparkLiveReport(
    long Batches, long Records, long Results, long Duplicates, long LateWindows, IReadOnlyList<Difference> Differences)
{
    /// <summary>Whether they agree in everything.</summary>
    public bool Agrees => Differences.Count == 0;
}
