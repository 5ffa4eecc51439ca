using System.Text.Json;

namespace CtrBench.Tests.Engines.SparkConnect;

/// <summary>Progress entries as Spark 4.1.1 writes them (E10).</summary>
internal static class ProgressText
{
    /// <summary>A batch that ran over one partition, at a second of its own.</summary>
    public static string Batch(long id, long? start, long end, string watermark = "1970-01-01T00:00:00.000Z", string? max = null, int emitted = 0) =>
        Entry(id, start, end, end - (start ?? 0), watermark, max, emitted, new() { ["addBatch"] = 300, ["triggerExecution"] = 480, ["walCommit"] = 41 });

    /// <summary>What is written when nothing ran for 10 s: under the id of the batch to come.</summary>
    public static string Idle(long nextId, long end) =>
        Entry(nextId, end, end, 0, "1970-01-01T00:00:00.000Z", null, 0, new() { ["latestOffset"] = 2, ["triggerExecution"] = 2 });

    private static string Entry(
        long id, long? start, long end, long rows, string watermark, string? max, int emitted, Dictionary<string, int> durations)
    {
        var times = new Dictionary<string, string> { ["watermark"] = watermark };
        if (max is not null) (times["min"], times["avg"], times["max"]) = (max, max, max);
        return JsonSerializer.Serialize(new
        {
            id = "0b1c",
            runId = "77aa",
            name = "q",
            timestamp = $"2026-01-01T00:00:{id:00}.250Z",
            batchId = id,
            batchDuration = durations["triggerExecution"],
            durationMs = durations,
            eventTime = times,
            stateOperators = new[] { new { operatorName = "stateStoreSave", numRowsTotal = 3, numRowsUpdated = 2, numRowsRemoved = 1, numRowsDroppedByWatermark = 4 } },
            sources = new[] { new { description = "KafkaV2[Subscribe[events]]", startOffset = Offsets(start), endOffset = Offsets(end), latestOffset = Offsets(end), numInputRows = rows } },
            sink = new { description = "KafkaTable", numOutputRows = emitted },
        });
    }

    private static string? Offsets(long? offset) => offset is null ? null : $$$"""{"events":{"0":{{{offset}}}}}""";
}
