using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.Topics;

/// <summary>Makes a recording of a finished run from its two stored topics.</summary>
internal static class StoredTranscript
{
    /// <summary>
    /// Reads both topics of a run of a real engine and makes the recording. <paramref name="progress"/>: the query's progress at its end,
    /// including version, batches and late counter; a run of Flink must have been drained.
    /// </summary>
    /// <exception cref="TranscriptException">The run cannot be recorded: the message says why.</exception>
    public static async Task<Transcript> ReadAsync(
        EngineId engine, string name, string why, CtrQuery query, QueryProgress progress, EngineEndpoints endpoints, CancellationToken ct)
    {
        if (!engine.IsReal) throw new TranscriptException($"only {string.Join(" and ", EngineId.RealOnes)} can be recorded, not {engine}");
        var version = progress.EngineVersion ?? throw new TranscriptException($"the version of {engine} is unknown");
        var records = new StoredRecords(await endpoints.Transport.PartitionsAsync(endpoints.EventsTopic, ct).ConfigureAwait(false));
        await foreach (var batch in StoredTopic.ReadAsync(endpoints, endpoints.EventsTopic, ct).ConfigureAwait(false))
            using (batch) records.Add(batch);
        var results = await StoredTopic.ResultsAsync(
            endpoints, endpoints.ResultsTopic,
            fault => throw new TranscriptException($"the results topic contains an invalid result: {fault}"), ct).ConfigureAwait(false);
        return engine == EngineId.Spark
            ? TranscriptBuilder.Spark(name, why, query, version, records, progress.Batches, results)
            : TranscriptBuilder.Flink(name, why, query, version, records, results, progress.LateDropped);
    }
}
