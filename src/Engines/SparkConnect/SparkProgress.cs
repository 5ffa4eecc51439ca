using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.SparkConnect;

/// <summary>One progress entry of a query.</summary>
/// <param name="IsIdle">
/// Whether it only reports that nothing ran for 10 s (S37). Its batch id is then that of the next batch, and it has no report.
/// </param>
/// <param name="Report">The batch.</param>
internal sealed record SparkProgress(bool IsIdle, MicroBatchReport Report);
