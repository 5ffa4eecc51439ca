namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// A bug of Spark 4.1.1 (E3): a query that runs again a batch of before its restart commits it, and then fails while it makes the report
/// of it. Started once more with the same checkpoint it goes on.
/// </summary>
internal static class SparkRestartBug
{
    /// <summary>The message about it in a report.</summary>
    public const string Notice =
        "Spark ran a batch again after a restart and failed while reporting it (a bug of 4.1.1); it was started again. The report of that "
        + "batch is lost, and its results may have been written twice.";

    /// <summary>Whether a query failed because of it.</summary>
    public static bool Is(string failure) =>
        failure.Contains("scala.Option.get()", StringComparison.Ordinal) && failure.Contains("IterableOps.map", StringComparison.Ordinal);
}
