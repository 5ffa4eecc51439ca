using CtrBench.Engines.Topics;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.FlinkSql;

/// <summary>A run of a real Flink in its default mode, drained, read back and validated window by window.</summary>
internal static class FlinkLiveRun
{
    /// <summary>Sends the rows at their due times to a job of <paramref name="query"/> on new topics, drains and validates it.</summary>
    public static async Task<WindowReport> RunAsync(
        FlinkSqlEngine engine, CtrQuery query, IEnumerable<(int Partition, long DueMs, byte[] Value)> rows, EngineEndpoints endpoints,
        CancellationToken ct)
    {
        QueryProgress last;
        var flink = await engine.StartAsync(query, endpoints, ct).ConfigureAwait(false);
        await using (flink.ConfigureAwait(false))
        {
            await PacedRows.SendAsync(rows, endpoints, ct).ConfigureAwait(false);
            await flink.StopAsync(drain: true, ct).ConfigureAwait(false);
            last = flink.Progress;
        }

        return await FlinkTwinCheck.RunAsync(query, last, endpoints, ct).ConfigureAwait(false);
    }
}

/// <summary>Reads the stored topics of a drained Flink run and validates every window against the rules of its twin.</summary>
internal static class FlinkTwinCheck
{
    /// <summary>
    /// The verdict, by the rules of the version that ran. <paramref name="last"/>: the query's progress at its end, including its late
    /// counter in Flink's unit (F15, F22).
    /// </summary>
    /// <exception cref="EngineFailedException">The results topic contains an invalid result.</exception>
    public static async Task<WindowReport> RunAsync(
        CtrQuery query, QueryProgress last, EngineEndpoints endpoints, CancellationToken ct)
    {
        var rules = FlinkVersion.Parse(last.EngineVersion ?? "").Rules;
        query = query with { Continuous = query.Continuous with { Rules = rules } };
        var results = await StoredTopic.ResultsAsync(
            endpoints, endpoints.ResultsTopic,
            fault => throw new EngineFailedException($"Flink wrote an invalid result: {fault}"), ct).ConfigureAwait(false);
        var partitions = await endpoints.Transport.PartitionsAsync(endpoints.EventsTopic, ct).ConfigureAwait(false);
        var log = new StoredLog(partitions, query, EngineFamily.Continuous);
        await foreach (var batch in StoredTopic.ReadAsync(endpoints, endpoints.EventsTopic, ct).ConfigureAwait(false))
        {
            using (batch) log.Add(batch);
        }

        return WindowValidation.Judge(query, log, results, last.LateDropped);
    }
}
