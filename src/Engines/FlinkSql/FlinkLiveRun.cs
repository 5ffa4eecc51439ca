using CtrBench.Engines.Validation;

namespace CtrBench.Engines.FlinkSql;

/// <summary>A run of a real Flink in its default mode, drained, read back and judged window by window.</summary>
public static class FlinkLiveRun
{
    private static readonly TimeSpan SendInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends the rows in their time to a job of <paramref name="query"/> on fresh topics, drains it and judges it.</summary>
    public static async Task<LiveReport> RunAsync(
        FlinkSqlEngine engine, CtrQuery query, IEnumerable<(int Partition, long DueMs, byte[] Value)> rows, EngineEndpoints endpoints,
        CancellationToken ct)
    {
        long late;
        var flink = await engine.StartAsync(query, endpoints, ct).ConfigureAwait(false);
        await using (flink.ConfigureAwait(false))
        {
            await SendAsync(rows, endpoints, ct).ConfigureAwait(false);
            await flink.StopAsync(drain: true, ct).ConfigureAwait(false);
            late = flink.Progress.LateDropped;
        }

        return await FlinkTwinCheck.RunAsync(query, endpoints, late, ct).ConfigureAwait(false);
    }

    private static async Task SendAsync(
        IEnumerable<(int Partition, long DueMs, byte[] Value)> rows, EngineEndpoints endpoints, CancellationToken ct)
    {
        var clock = endpoints.Clock;
        var startedAt = clock.GetTimestamp();
        var writer = endpoints.Transport.OpenWriter(endpoints.EventsTopic);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var (partition, dueMs, value) in rows)
            {
                while (clock.GetElapsedTime(startedAt).TotalMilliseconds < dueMs)
                {
                    await writer.FlushAsync(ct).ConfigureAwait(false);
                    await Task.Delay(SendInterval, clock, ct).ConfigureAwait(false);
                }

                writer.Append(partition, default, value);
            }

            await writer.FlushAsync(ct).ConfigureAwait(false);
        }
    }
}
