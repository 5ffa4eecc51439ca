namespace CtrBench.Engines.FlinkSql;

/// <summary>Addresses of a Flink cluster, and how this program uses it.</summary>
internal sealed record FlinkSettings
{
    internal const string GatewaySetting = $"{nameof(FlinkSettings)}.{nameof(Gateway)}";
    internal const string RestSetting = $"{nameof(FlinkSettings)}.{nameof(Rest)}";

    /// <summary>Address of the SQL Gateway, http://host:8083.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>Address of the JobManager's REST, http://host:8081.</summary>
    public required Uri Rest { get; init; }

    /// <summary>
    /// Broker addresses as seen from the cluster, host:port separated by commas; null: as seen from this process. They differ when Flink
    /// runs in a container.
    /// </summary>
    public string? KafkaBootstrapServers { get; init; }

    /// <summary>Checkpoint location, as seen from the cluster's machines; null: as in the cluster's configuration.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Savepoint location of a stop; null: as in the cluster's configuration.</summary>
    public string? SavepointFolder { get; init; }

    /// <summary>
    /// Whether the savepoint of a stop is kept for a later start. A drained job cannot be continued: its savepoint is always deleted.
    /// </summary>
    public bool KeepSavepoint { get; init; }

    /// <summary>Savepoint to continue from; null: a new job that reads from offset 0.</summary>
    public string? RestoreFrom { get; init; }

    /// <summary>
    /// Id from which the job has its name, so that it can be found again after this process was killed; null: a random name.
    /// </summary>
    public Guid? RunId { get; init; }

    /// <summary>How often the job is polled.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Timeout of one request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a job may take to be running with its sources reading; a cold cluster needs about 10 s.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Interval of session heartbeats to the gateway; idle sessions are closed after 10 minutes.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often an asynchronous operation of Flink is polled.</summary>
    public TimeSpan StepDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait before a read is retried; doubled each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long metrics may be unchanged, in addition to the time that they are cached, before that is reported.</summary>
    public TimeSpan MetricsStillAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a source with records to read may need to start after a restart.</summary>
    public TimeSpan NothingToReadAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a drain waits for a job that restarts.</summary>
    public TimeSpan RestartWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the JobManager may not answer before the job counts as lost.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(60);
}
