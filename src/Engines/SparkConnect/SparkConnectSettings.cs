namespace CtrBench.Engines.SparkConnect;

/// <summary>How a Spark server is used, beside the query itself. The token stands apart: a record prints its members.</summary>
public sealed record SparkConnectSettings
{
    /// <summary>
    /// Brokers as the server reaches them, host:port separated by commas; null: as this process does. They differ where Spark runs in a
    /// container.
    /// </summary>
    public string? KafkaBootstrapServers { get; init; }

    /// <summary>State partitions, fixed by a checkpoint's first run (S31); null: as many as the events topic has partitions.</summary>
    public int? ShufflePartitions { get; init; }

    /// <summary>Where open windows are kept.</summary>
    public SparkStateStore StateStore { get; init; }

    /// <summary>
    /// Folder on the server's file system in which each run makes a checkpoint folder of its own; null: the server's warehouse folder,
    /// which every Spark server can write to.
    /// </summary>
    public string? CheckpointRoot { get; init; }

    /// <summary>Whether the run's checkpoint folder stays when it ends.</summary>
    public bool KeepCheckpoint { get; init; }

    /// <summary>The user that the server's logs show; together with the session id it names the session.</summary>
    public string UserId { get; init; } = "ctrbench";

    /// <summary>How often the query is asked for its progress, ms. It is the keep-alive too: only the start of a call keeps a session
    /// open (E8).</summary>
    public long PollIntervalMs { get; init; } = 500;

    /// <summary>The longest that the first batch may take, ms: a fresh server loads and compiles for some 10 s (E15).</summary>
    public long StartLimitMs { get; init; } = 120_000;

    /// <summary>How long a query may ask Kafka for its offsets before it counts as failed, ms: Spark itself would ask on (E6).</summary>
    public long StallLimitMs { get; init; } = 120_000;

    /// <summary>How long a stop waits for the end of the batch that is running, and then for the query, ms.</summary>
    public long StopLimitMs { get; init; } = 30_000;
}
