namespace CtrBench.Engines.FlinkSql;

/// <summary>A submitted job with its query and names.</summary>
/// <param name="Id">Its id on the cluster.</param>
/// <param name="Names">Its name and topics.</param>
/// <param name="Query">The query.</param>
/// <param name="Partitions">Partitions of the events topic.</param>
/// <param name="Session">The gateway session that submitted it.</param>
internal sealed record FlinkJob(string Id, FlinkJobNames Names, CtrQuery Query, int Partitions, string Session)
{
    /// <summary>The oldest record kept of each partition when the job began to read there; null if it continues from a savepoint.</summary>
    public IReadOnlyList<long>? Starts { get; init; }

    /// <summary>The first offset that the job could read of a partition; 0 if unknown.</summary>
    public long StartOf(int partition) => Starts is { } starts && partition < starts.Count ? starts[partition] : 0;
}

/// <summary>Names of one job on the cluster and the broker.</summary>
/// <param name="Job">Name of the job; unique, so that a job whose start was interrupted can be found.</param>
/// <param name="EventsTopic">Topic of events.</param>
/// <param name="ResultsTopic">Topic of results.</param>
internal sealed record FlinkJobNames(string Job, string EventsTopic, string ResultsTopic);

/// <summary>Facts about a cluster before a job starts on it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="MetricsInterval">Maximum age of its metrics.</param>
/// <param name="WebTimeout">How long it waits for the metrics of a TaskManager; meanwhile no metrics are updated.</param>
internal sealed record ClusterFacts(FlinkVersion Version, TimeSpan MetricsInterval, TimeSpan WebTimeout);
