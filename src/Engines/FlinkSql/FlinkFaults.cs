using CtrBench.Engines.Figures;

namespace CtrBench.Engines.FlinkSql;

/// <summary>Converts Flink's errors to messages that say what to do.</summary>
internal static class FlinkFaults
{
    /// <summary>The gateway does not answer.</summary>
    public static EngineSetupException NoGateway(Uri address, Exception cause) => new(
        $"Flink's SQL Gateway does not answer at {address}: {cause.Message}",
        "Start it (bin/sql-gateway.sh start), or set its address", cause)
    { Setting = FlinkSettings.GatewaySetting };

    /// <summary>The JobManager does not answer.</summary>
    public static EngineSetupException NoRest(Uri address, Exception cause) => new(
        $"Flink's JobManager does not answer at {address}: {cause.Message}",
        "Start the cluster (bin/start-cluster.sh), or set its REST address", cause)
    { Setting = FlinkSettings.RestSetting };

    /// <summary>There are not enough free slots for the job.</summary>
    public static EngineSetupException NoSlots(Uri address, int needed, JobManagerWire.Overview cluster) => new(
        FormattableString.Invariant(
            $"The Flink at {address} has {cluster.SlotsAvailable} of {cluster.SlotsTotal} slots free on {cluster.Taskmanagers} ")
        + FormattableString.Invariant($"TaskManagers; the job needs {needed}"),
        "Cancel other jobs, start a TaskManager, or lower the parallelism");

    /// <summary>A statement was rejected; the message says what is missing, if known.</summary>
    public static Exception OfStatement(FlinkStatementException error, Uri address)
    {
        if (error.Status is null) return NoGateway(address, error);
        if (error.Reason.Contains("Could not find any factory for identifier 'kafka'", StringComparison.Ordinal))
        {
            return new EngineSetupException(
                $"The Flink behind {address} has no Kafka connector. Put flink-sql-connector-kafka-<connector>-<Flink minor>.jar into the "
                + $"lib folder of JobManager, TaskManagers and gateway, and restart them. Flink says: {error.Reason}", cause: error);
        }

        if (error.Reason.Contains("Could not find any format factory", StringComparison.Ordinal))
        {
            return new EngineSetupException(
                $"The Flink behind {address} cannot read JSON: put flink-json-<version>.jar into its lib folders. "
                + $"Flink says: {error.Reason}", cause: error);
        }

        return new EngineSetupException($"Flink's SQL Gateway at {address} rejected a statement: {error.Message}", cause: error);
    }

    /// <summary>A job failed before it was ready: a setup error if the cause is in the setup.</summary>
    public static Exception OfStart(EngineFault fault, FlinkJob job, string brokers, Uri address)
    {
        bool Says(string text) => fault.Message.Contains(text, StringComparison.Ordinal);
        var (events, results) = (job.Names.EventsTopic, job.Names.ResultsTopic);
        if (Says("NoResourceAvailableException"))
        {
            return new EngineSetupException(
                $"The Flink at {address} has no free slot for the job. Cancel other jobs or start a TaskManager. "
                + $"Flink says: {fault.Message}");
        }

        if (Says("UnknownTopicOrPartitionException") || Says("Failed to get metadata for topics"))
        {
            return new EngineSetupException(
                $"Flink cannot find topic '{events}' or '{results}' at {brokers}, although this program can: on the cluster's machines "
                + $"this address is another broker. Flink says: {fault.Message}");
        }

        if (Says("Timed out waiting for a node assignment") || Says("No resolvable bootstrap urls"))
        {
            return new EngineSetupException(
                $"Flink's machines cannot reach the brokers {brokers}. This program and Flink must reach the brokers under the same "
                + $"address. Flink says: {fault.Message}");
        }

        return new EngineFailedException($"The Flink job {job.Id} failed while it started: {fault.Message}", fault.AtMs);
    }

    /// <summary>A failure of a job, from its list of exceptions.</summary>
    public static EngineFault Of(JobManagerWire.ExceptionEntry entry)
    {
        var text = entry.Stacktrace is { Length: > 0 } stack ? FlinkErrorText.Cause(stack) : entry.ExceptionName ?? "no reason given";
        return new EngineFault(entry.Timestamp, entry.TaskName is { } task ? $"{text} (in {task})" : text);
    }
}
