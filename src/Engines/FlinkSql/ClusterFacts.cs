namespace CtrBench.Engines.FlinkSql;

/// <summary>What is known of a cluster before a job starts on it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="MetricsInterval">How old its metrics may be.</param>
/// <param name="WebTimeout">How long it waits for the metrics of a TaskManager, and shows no new ones of any meanwhile.</param>
internal sealed record ClusterFacts(FlinkVersion Version, TimeSpan MetricsInterval, TimeSpan WebTimeout);
