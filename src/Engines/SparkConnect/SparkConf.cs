using System.Globalization;

namespace CtrBench.Engines.SparkConnect;

/// <summary>The session's settings: parts of the query that are not in the plan, and settings that make a run safe.</summary>
internal static class SparkConf
{
    /// <summary>Settings by name, for an events topic with this number of partitions.</summary>
    public static IReadOnlyDictionary<string, string> Of(CtrQuery query, SparkConnectSettings settings, int partitions) =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["spark.sql.session.timeZone"] = "UTC",
            ["spark.sql.shuffle.partitions"] = (settings.ShufflePartitions ?? partitions).ToString(CultureInfo.InvariantCulture),
            ["spark.sql.streaming.noDataMicroBatches.enabled"] = Flag(query.MicroBatch.NoDataBatches),
            ["spark.sql.streaming.statefulOperator.allowMultiple"] = Flag(query.MicroBatch.LateFilter == LateFilter.Previous),
            ["spark.sql.streaming.stateStore.providerClass"] = Provider(settings.StateStore),
            // The default waits forever for a batch that hangs.
            ["spark.sql.streaming.stopTimeout"] = settings.StopLimitMs.ToString(CultureInfo.InvariantCulture) + "ms",
            // Batches are fetched one by one; so many are kept for a client that was held up (E14: 1000 of 2 kB fit into one answer).
            ["spark.sql.streaming.numRecentProgressUpdates"] = "1000",
            // A second query on our checkpoint is refused; by default it would stop ours without a word (E13).
            ["spark.sql.streaming.stopActiveRunOnRestart"] = "false",
        };

    private static string Flag(bool on) => on ? "true" : "false";

    private static string Provider(SparkStateStore store) => "org.apache.spark.sql.execution.streaming.state." + store switch
    {
        SparkStateStore.RocksDb => "RocksDBStateStoreProvider",
        _ => "HDFSBackedStateStoreProvider",
    };
}
