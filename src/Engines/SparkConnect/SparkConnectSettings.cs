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
