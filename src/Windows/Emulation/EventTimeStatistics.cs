namespace CtrBench.Windows.Emulation;

/// <summary>Event-time statistics of one micro-batch (S1, S6): including late and null rows; a null counts as 0.</summary>
/// <param name="MinMs">Smallest event time, epoch ms.</param>
/// <param name="MaxMs">Largest event time, epoch ms.</param>
/// <param name="AvgMs">Running mean per partition, merged in partition order, truncated to ms.</param>
public readonly record struct EventTimeStatistics(long MinMs, long MaxMs, long AvgMs);
