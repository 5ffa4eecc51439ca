namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// A bug of Spark 4.1.1 (C-R): a query that repeats a batch after a restart commits it, and then fails while creating its report. Started
/// again with the same checkpoint it continues.
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
