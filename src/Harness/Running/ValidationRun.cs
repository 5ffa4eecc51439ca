using CtrBench.Engines.Validation;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Running;

/// <summary>The live traffic of every judged run: 25 s by the clock, some 50 windows.</summary>
internal static class ValidationRun
{
    /// <summary>Partitions of the events topic.</summary>
    public const int Partitions = 2;

    private const int RowCount = 6_000;
    private const long SpanMs = 100_000;

    /// <summary>The job of a seed, in Flink's terms.</summary>
    public static CtrQuery Query(int seed) =>
        ValidationTraffic.Query(parallelism: Partitions, seed % 3 == 0 ? GroupField.AdType : GroupField.None);

    /// <summary>The rows of a seed.</summary>
    public static IEnumerable<(int Partition, long DueMs, byte[] Value)> Rows(int seed) =>
        ValidationTraffic.Rows((ulong)seed, RowCount, SpanMs, Partitions);
}
