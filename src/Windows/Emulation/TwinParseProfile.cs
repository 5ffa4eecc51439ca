namespace CtrBench.Windows.Emulation;

/// <summary>How a twin reads records: like the engine whose rules it follows (K10).</summary>
internal static class TwinParseProfile
{
    /// <summary>The profile of a twin for a query.</summary>
    public static ParseProfile Of(EngineFamily kind, CtrQuery query) => new(
        kind == EngineFamily.MicroBatch ? Leniency.Spark : Leniency.Flink,
        ArrayRows: query.Continuous.Rules.ReadArrays(), BoundEventTime: query.BoundEventTime, GroupBy: query.GroupBy,
        Schema: query.Schema);
}
