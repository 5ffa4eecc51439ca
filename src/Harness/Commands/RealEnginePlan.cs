using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.SparkConnect;

namespace CtrBench.Harness.Commands;

/// <summary>Where the real engine of a run is and how it is used; one of the two.</summary>
internal sealed record RealEnginePlan
{
    /// <summary>A Flink; null for a Spark.</summary>
    public FlinkSettings? Flink { get; init; }

    /// <summary>A Spark; null for a Flink.</summary>
    public SparkPlan? Spark { get; init; }

    /// <summary>How the Spark is used.</summary>
    public SparkConnectSettings SparkSettings { get; init; } = new();
}
