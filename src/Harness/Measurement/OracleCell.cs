using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Measurement;

/// <summary>The oracle's data of one window and key.</summary>
internal struct OracleCell
{
    /// <summary>The exact counts.</summary>
    public CtrCounts Counts;

    /// <summary>Append time of the first record, epoch ms.</summary>
    public double FirstAppendMs;

    /// <summary>Append time of the last record, epoch ms.</summary>
    public double LastAppendMs;

    /// <summary>Largest intended time, epoch ns; <see cref="Oracle.UnknownDue"/> when none is known.</summary>
    public long MaxDueNs;
}
