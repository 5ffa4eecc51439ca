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
