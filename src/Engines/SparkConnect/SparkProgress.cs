using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.SparkConnect;

/// <summary>One progress entry of a query.</summary>
/// <param name="IsIdle">
/// Whether it says only that nothing ran for 10 s (S37). Its batch id is then that of the batch to come, and its report is none.
/// </param>
/// <param name="Report">The batch.</param>
internal sealed record SparkProgress(bool IsIdle, MicroBatchReport Report);
