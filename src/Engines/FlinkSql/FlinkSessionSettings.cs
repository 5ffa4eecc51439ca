using System.Globalization;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// The settings of a session. The gateway silently accepts any name and value, so each relevant setting is set, even to its default: the
/// cluster's configuration must not change the query.
/// </summary>
internal static class FlinkSessionSettings
{
    /// <summary>Settings for a query.</summary>
    public static IReadOnlyDictionary<string, string> Of(CtrQuery query, string jobName, FlinkSettings settings)
    {
        var continuous = query.Continuous;
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["execution.runtime-mode"] = "streaming",
            ["table.local-time-zone"] = "UTC",
            ["table.dml-sync"] = "false",
            ["table.exec.mini-batch.enabled"] = "false",
            ["pipeline.name"] = jobName,
            ["pipeline.auto-watermark-interval"] = SqlText.Duration(continuous.EmitIntervalMs),
            ["parallelism.default"] = continuous.SourceParallelism.ToString(CultureInfo.InvariantCulture),
            ["table.exec.source.idle-timeout"] = SqlText.Duration(continuous.IdleTimeoutMs),
            // The legacy form always has one phase (F18).
            ["table.optimizer.agg-phase-strategy"] =
                continuous.AggregationPhase == AggregationPhase.TwoPhase ? "TWO_PHASE" : "ONE_PHASE",
            ["execution.buffer-timeout.enabled"] = "true",
            ["execution.buffer-timeout.interval"] = SqlText.Duration(continuous.BufferTimeoutMs),
        };
        // Flink rejects "0 ms": checkpoints are disabled by setting no interval.
        if (query.Delivery.CheckpointIntervalMs > 0)
        {
            all["execution.checkpointing.interval"] = SqlText.Duration(query.Delivery.CheckpointIntervalMs);
            all["execution.checkpointing.mode"] = "EXACTLY_ONCE";
            if (settings.CheckpointFolder is { } folder) all["execution.checkpointing.dir"] = folder;
        }

        if (settings.RestoreFrom is { } savepoint) all["execution.state-recovery.path"] = savepoint;
        return all;
    }
}
