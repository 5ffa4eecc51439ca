using CtrBench.Harness.Simulation;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Simulation;

/// <summary>Profiles whose capacity is known: the inverse of the cost of a row.</summary>
internal static class DrawnProfile
{
    public static CostProfile Of(bool continuous, double rowUs, double fixedMs, double spread) => continuous
        ? CostProfile.Instant(EngineId.Continuous) with { Name = "drawn", RowUs = rowUs, EmitFixedMs = fixedMs, TickDriftMs = 0.5 }
        : CostProfile.Instant(EngineId.MicroBatch) with
        {
            Name = "drawn",
            BatchRowUs = rowUs,
            BatchFixedMs = fixedMs,
            BatchSpread = spread,
            OffsetFetchMs = 2,
        };
}
