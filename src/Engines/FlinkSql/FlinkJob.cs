namespace CtrBench.Engines.FlinkSql;

/// <summary>A submitted job with its query and names.</summary>
/// <param name="Id">Its id on the cluster.</param>
/// <param name="Names">Its name and topics.</param>
/// <param name="Query">The query.</param>
/// <param name="Partitions">Partitions of the events topic.</param>
/// <param name="Session">The gateway session that submitted it.</param>
internal sealed record FlinkJob(string Id, FlinkJobNames Names, CtrQuery Query, int Partitions, string Session);
