using CtrBench.Engines.Topics;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.SparkConnect;

/// <summary>A run of a real Spark on live traffic, drained, read back and compared with the twin batch by batch.</summary>
internal static class SparkLiveRun
{
    /// <summary>Sends the rows at their due times to a job of <paramref name="query"/> on new topics, drains and validates it.</summary>
    public static async Task<SparkBatchReport> RunAsync(
        SparkConnectEngine engine, CtrQuery query, IEnumerable<(int Partition, long DueMs, byte[] Value)> rows, EngineEndpoints endpoints,
        CancellationToken ct)
    {
        var spark = await engine.StartAsync(query, endpoints, ct).ConfigureAwait(false);
        await using (spark.ConfigureAwait(false))
        {
            await PacedRows.SendAsync(rows, endpoints, ct).ConfigureAwait(false);
            await spark.StopAsync(drain: true, ct).ConfigureAwait(false);
        }

        return await SparkTwinCheck.RunAsync(query, spark.Progress.Batches, endpoints, ct).ConfigureAwait(false);
    }
}
