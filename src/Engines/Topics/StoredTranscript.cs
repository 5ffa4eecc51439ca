using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.Topics;

/// <summary>A recording of a run that has ended, made of its two topics as they are stored.</summary>
public static class StoredTranscript
{
    /// <summary>
    /// Reads both topics of a run of a real engine and makes the recording. <paramref name="progress"/>: what the query said at its end,
    /// version, batches and late counter included; a run of Flink must have been drained.
    /// </summary>
    /// <exception cref="TranscriptException">A recording cannot hold this run: the message says why.</exception>
    public static async Task<Transcript> ReadAsync(
        string engine, string name, string why, CtrQuery query, QueryProgress progress, EngineEndpoints endpoints, CancellationToken ct)
    {
        if (EngineId.Find(engine) is not { IsReal: true } real)
            throw new TranscriptException($"recordings are of {EngineId.Spark} and {EngineId.Flink}, not of {engine}");
        var version = progress.EngineVersion ?? throw new TranscriptException($"the version of {engine} is not known");
        var records = new LiveRecords(await endpoints.Transport.PartitionsAsync(endpoints.EventsTopic, ct).ConfigureAwait(false));
        await foreach (var batch in StoredTopic.ReadAsync(endpoints, endpoints.EventsTopic, ct).ConfigureAwait(false))
            using (batch) records.Take(batch);
        var results = await StoredTopic.ResultsAsync(
            endpoints, endpoints.ResultsTopic,
            fault => throw new TranscriptException($"the results topic holds what is no result: {fault}"), ct).ConfigureAwait(false);
        return real == EngineId.Spark
            ? LiveTranscript.Spark(name, why, query, version, records, progress.Batches, results)
            : LiveTranscript.Flink(name, why, query, version, records, results, progress.LateDropped);
    }
}
