using CtrBench.Engines.Topics;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.FlinkSql;

/// <summary>Reads the topics of a drained run of Flink as stored and judges every window by the rules of its twin.</summary>
internal static class FlinkTwinCheck
{
    /// <summary>
    /// The verdict, by the rules of the version that ran. <paramref name="last"/>: what the query said at its end, its late counter
    /// included, which is in its own unit (F15, F22).
    /// </summary>
    /// <exception cref="EngineFailedException">The results topic holds what is no result.</exception>
    public static async Task<LiveReport> RunAsync(
        CtrQuery query, QueryProgress last, EngineEndpoints endpoints, CancellationToken ct)
    {
        var rules = FlinkVersion.Parse(last.EngineVersion ?? "").Rules;
        query = query with { Continuous = query.Continuous with { Rules = rules } };
        var results = await StoredTopic.ResultsAsync(
            endpoints, endpoints.ResultsTopic,
            fault => throw new EngineFailedException($"Flink wrote what is no result of ours: {fault}"), ct).ConfigureAwait(false);
        var partitions = await endpoints.Transport.PartitionsAsync(endpoints.EventsTopic, ct).ConfigureAwait(false);
        var log = new LiveLog(partitions, query, EngineFamily.Continuous);
        await foreach (var batch in StoredTopic.ReadAsync(endpoints, endpoints.EventsTopic, ct).ConfigureAwait(false))
        {
            using (batch) log.Take(batch);
        }

        return LiveValidation.Judge(query, log, results, last.LateDropped);
    }
}
