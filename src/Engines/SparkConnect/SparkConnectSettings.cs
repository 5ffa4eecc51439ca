using System.Globalization;

namespace CtrBench.Engines.SparkConnect;

/// <summary>How a Spark server is used, besides the query itself. The token is not included, because a record prints its members.</summary>
internal sealed record SparkConnectSettings
{
    /// <summary>
    /// Broker addresses as seen from the server, host:port separated by commas; null: as seen from this process. They differ when Spark
    /// runs in a container.
    /// </summary>
    public string? KafkaBootstrapServers { get; init; }

    /// <summary>State partitions, fixed by a checkpoint's first run (S31); null: as many as the events topic has partitions.</summary>
    public int? ShufflePartitions { get; init; }

    /// <summary>Where open windows are kept.</summary>
    public SparkStateStore StateStore { get; init; }

    /// <summary>
    /// Folder on the server's file system in which each run creates its own checkpoint folder; null: the server's warehouse folder, which
    /// every Spark server can write to.
    /// </summary>
    public string? CheckpointRoot { get; init; }

    /// <summary>Whether the run's checkpoint folder is kept when it ends.</summary>
    public bool KeepCheckpoint { get; init; }

    /// <summary>
    /// Id of the run's session, so that it can be found again after this process was killed; null: a random one.
    /// </summary>
    public Guid? RunId { get; init; }

    /// <summary>The user in the server's logs; together with the session id it identifies the session.</summary>
    public string UserId { get; init; } = "ctrbench";

    /// <summary>
    /// How often the query's progress is polled, ms. This also keeps the session alive: only the start of a call does (E8).
    /// </summary>
    public long PollIntervalMs { get; init; } = 500;

    /// <summary>The longest that the first batch may take, ms: a fresh server loads and compiles for some 10 s (E15).</summary>
    public long StartLimitMs { get; init; } = 120_000;

    /// <summary>
    /// How long a query may wait for offsets from Kafka before it counts as failed, ms: Spark itself would wait forever (E6).
    /// </summary>
    public long StallLimitMs { get; init; } = 120_000;

    /// <summary>How long a stop waits for the end of the batch that is running, and then for the query, ms.</summary>
    public long StopLimitMs { get; init; } = 30_000;
}

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

/// <summary>Which of Spark's state stores holds the open windows (S34): affects time and memory, never results.</summary>
internal enum SparkStateStore : byte
{
    /// <summary>In the heap, with delta files: Spark's default.</summary>
    Hdfs = 0,

    /// <summary>RocksDB, for states larger than the heap.</summary>
    RocksDb,
}

/// <summary>A Spark Connect server.</summary>
/// <param name="Server">Its address; the default port is 15002.</param>
/// <param name="Token">Its token; null: it asks for none. A secret: it is sent to the server and never printed.</param>
internal sealed record SparkConnection(Uri Server, string? Token)
{
    /// <summary>The address only, without the secret.</summary>
    public override string ToString() => Server.ToString();
}
