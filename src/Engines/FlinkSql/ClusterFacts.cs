namespace CtrBench.Engines.FlinkSql;

/// <summary>Facts about a cluster before a job starts on it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="MetricsInterval">Maximum age of its metrics.</param>
/// <param name="WebTimeout">How long it waits for the metrics of a TaskManager; meanwhile no metrics are updated.</param>
internal sealed record ClusterFacts(FlinkVersion Version, TimeSpan MetricsInterval, TimeSpan WebTimeout);
