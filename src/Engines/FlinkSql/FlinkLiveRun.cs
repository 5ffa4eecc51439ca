using CtrBench.Engines.Emulation;
using CtrBench.Engines.Validation;

namespace CtrBench.Engines.FlinkSql;

/// <summary>A run of a real Flink in its default mode, drained, read back and judged window by window.</summary>
public static class FlinkLiveRun
{
    /// <summary>Sends the rows in their time to a job of <paramref name="query"/> on fresh topics, drains it and judges it.</summary>
    public static async Task<LiveReport> RunAsync(
        FlinkSqlEngine engine, CtrQuery query, IEnumerable<(int Partition, long DueMs, byte[] Value)> rows, EngineEndpoints endpoints,
        CancellationToken ct)
    {
        long late;
        var flink = await engine.StartAsync(query, endpoints, ct).ConfigureAwait(false);
        await using (flink.ConfigureAwait(false))
        {
            await PacedRows.SendAsync(rows, endpoints, ct).ConfigureAwait(false);
            await flink.StopAsync(drain: true, ct).ConfigureAwait(false);
            late = flink.Progress.LateDropped;
        }

        var results = await StoredTopic.ResultsAsync(
            endpoints, endpoints.ResultsTopic,
            fault => throw new EngineFailedException($"Flink wrote what is no result of ours: {fault}"), ct).ConfigureAwait(false);
        var log = await LogAsync(query, endpoints, ct).ConfigureAwait(false);
        return LiveValidation.Judge(query, log, results, late);
    }

    private static async Task<LiveLog> LogAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct)
    {
        var (batches, partitions) = (new List<RecordBatch>(), 0);
        try
        {
            await foreach (var batch in StoredTopic.ReadAsync(endpoints, endpoints.EventsTopic, ct).ConfigureAwait(false))
            {
                batches.Add(batch);
                partitions = Math.Max(partitions, batch.Partition + 1);
            }

            return LiveLog.Read(batches, partitions, query, TwinKind.Continuous);
        }
        finally
        {
            foreach (var batch in batches) batch.Dispose();
        }
    }
}
