namespace CtrBench.Engines.FlinkSql;

/// <summary>A submitted job, and what it was submitted for.</summary>
/// <param name="Id">Its id on the cluster.</param>
/// <param name="Names">Its name and topics.</param>
/// <param name="Query">The query.</param>
/// <param name="Partitions">Partitions of the events topic.</param>
/// <param name="Session">The gateway's session that it was submitted from.</param>
internal sealed record FlinkJob(string Id, FlinkJobNames Names, CtrQuery Query, int Partitions, string Session);
