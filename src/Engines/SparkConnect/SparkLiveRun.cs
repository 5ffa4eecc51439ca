using CtrBench.Engines.Topics;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.SparkConnect;

/// <summary>A run of a real Spark on live traffic, drained, read back and held against the twin batch by batch.</summary>
public static class SparkLiveRun
{
    /// <summary>Sends the rows in their time to a job of <paramref name="query"/> on fresh topics, drains it and judges it.</summary>
    public static async Task<SparkLiveReport> RunAsync(
        SparkConnectEngine engine, CtrQuery query, IEnumerable<(int Partition, long DueMs, byte[] Value)> rows, EngineEndpoints endpoints,
        CancellationToken ct)
    {
        var spark = await engine.StartAsync(query, endpoints, ct).ConfigureAwait(false);
        await using (spark.ConfigureAwait(false))
        {
            await PacedRows.SendAsync(rows, endpoints, ct).ConfigureAwait(false);
            await spark.StopAsync(drain: true, ct).ConfigureAwait(false);
        }

        return await SparkLiveCheck.RunAsync(query, spark.Progress.Batches, endpoints, ct).ConfigureAwait(false);
    }
}
