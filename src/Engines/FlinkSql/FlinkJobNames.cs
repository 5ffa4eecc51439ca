namespace CtrBench.Engines.FlinkSql;

/// <summary>Names of one job on the cluster and the broker.</summary>
/// <param name="Job">Name of the job; unique, so that a job whose start was interrupted can be found.</param>
/// <param name="EventsTopic">Topic of events.</param>
/// <param name="ResultsTopic">Topic of results.</param>
internal sealed record FlinkJobNames(string Job, string EventsTopic, string ResultsTopic);
