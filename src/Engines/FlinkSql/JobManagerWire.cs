using System.Text.Json.Serialization;

namespace CtrBench.Engines.FlinkSql;

/// <summary>Bodies of the JobManager's REST, version 1.</summary>
internal static class JobManagerWire
{
    /// <summary>Reply of /overview.</summary>
    public sealed record Overview(
        int Taskmanagers,
        [property: JsonPropertyName("slots-total")] int SlotsTotal,
        [property: JsonPropertyName("slots-available")] int SlotsAvailable,
        [property: JsonPropertyName("flink-version")] string? Version);

    /// <summary>One entry of /jobmanager/config.</summary>
    public sealed record ConfigEntry(string Key, string Value);

    /// <summary>Reply of /taskmanagers.</summary>
    public sealed record TaskManagers([property: JsonPropertyName("taskmanagers")] IReadOnlyList<TaskManager> All);

    /// <summary>One TaskManager: the address at which its JobManager reaches it.</summary>
    public sealed record TaskManager(string Path);

    /// <summary>Reply of /jobs/overview.</summary>
    public sealed record Jobs([property: JsonPropertyName("jobs")] IReadOnlyList<JobLine> All);

    /// <summary>One job of it.</summary>
    public sealed record JobLine(string Jid, string Name, string State);

    /// <summary>Reply of /jobs/{id}/status.</summary>
    public sealed record JobStatus(string Status);

    /// <summary>Reply of /jobs/{id}; cached by Flink for its web.refresh-interval.</summary>
    public sealed record Job(string State, IReadOnlyList<Vertex> Vertices);

    /// <summary>One vertex.</summary>
    public sealed record Vertex(string Id, string Name, string? Status, VertexTotals? Metrics);

    /// <summary>Totals of a vertex, exact once it has finished.</summary>
    public sealed record VertexTotals(
        [property: JsonPropertyName("read-records")] long ReadRecords,
        [property: JsonPropertyName("read-records-complete")] bool ReadRecordsComplete,
        [property: JsonPropertyName("write-records")] long WriteRecords,
        [property: JsonPropertyName("write-records-complete")] bool WriteRecordsComplete);

    /// <summary>Reply of /jobs/{id}/vertices/{vertex}.</summary>
    public sealed record VertexDetails(IReadOnlyList<Subtask> Subtasks);

    /// <summary>One subtask; its attempts count from 0.</summary>
    public sealed record Subtask(long Attempt, string? Status);

    /// <summary>A metric of a job: its value as text.</summary>
    public sealed record JobMetric(string Id, string? Value);

    /// <summary>A metric over the subtasks of a vertex; without values where only names were asked for.</summary>
    public sealed record Metric(string Id, double? Min, double? Max, double? Sum);

    /// <summary>Reply of /jobs/{id}/exceptions.</summary>
    public sealed record Exceptions(ExceptionHistory? ExceptionHistory);

    /// <summary>Failures, newest first.</summary>
    public sealed record ExceptionHistory(IReadOnlyList<ExceptionEntry> Entries);

    /// <summary>One failure; a global one has no task.</summary>
    public sealed record ExceptionEntry(string? ExceptionName, string? Stacktrace, long Timestamp, string? TaskName);

    /// <summary>Reply of /jobs/{id}/checkpoints; empty for a job without.</summary>
    public sealed record Checkpoints(CheckpointCounts? Counts, CheckpointLatest? Latest);

    /// <summary>How many.</summary>
    public sealed record CheckpointCounts(long Restored, long Total, long Completed, long Failed);

    /// <summary>The last ones.</summary>
    public sealed record CheckpointLatest(CheckpointDone? Completed);

    /// <summary>A completed checkpoint.</summary>
    public sealed record CheckpointDone(long Id, [property: JsonPropertyName("end_to_end_duration")] long DurationMs);

    /// <summary>Reply of /jobs/{id}/checkpoints/config; the interval is the largest long where checkpoints are off.</summary>
    public sealed record CheckpointConfig(long Interval);

    /// <summary>Body of POST /jobs/{id}/stop.</summary>
    public sealed record Stop(bool Drain, string? TargetDirectory);

    /// <summary>Body of POST /jobs/{id}/savepoints.</summary>
    public sealed record Savepoint(
        [property: JsonPropertyName("cancel-job")] bool CancelJob,
        [property: JsonPropertyName("target-directory")] string? TargetDirectory);

    /// <summary>Body of POST /savepoint-disposal.</summary>
    public sealed record Disposal([property: JsonPropertyName("savepoint-path")] string Path);

    /// <summary>Reply about an asynchronous operation.</summary>
    public sealed record Trigger([property: JsonPropertyName("request-id")] string RequestId);

    /// <summary>Its status.</summary>
    public sealed record TriggerStatus(TriggerState Status, TriggerOutcome? Operation);

    /// <summary>IN_PROGRESS or COMPLETED.</summary>
    public sealed record TriggerState(string Id);

    /// <summary>Its result.</summary>
    public sealed record TriggerOutcome(string? Location, [property: JsonPropertyName("failure-cause")] FailureCause? Failure);

    /// <summary>Why it failed.</summary>
    public sealed record FailureCause(string? Class, [property: JsonPropertyName("stack-trace")] string? StackTrace);
}
