namespace CtrBench.Engines.Topics;

/// <summary>Sends the rows of a validated run at their due times.</summary>
internal static class PacedRows
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends them into the events topic, each when it is due, counted from now.</summary>
    public static async Task SendAsync(
        IEnumerable<(int Partition, long DueMs, byte[] Value)> rows, EngineEndpoints endpoints, CancellationToken ct)
    {
        var clock = endpoints.Clock;
        var startedAt = clock.GetTimestamp();
        var writer = await endpoints.Transport.OpenWriterAsync(endpoints.EventsTopic, ct).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var (partition, dueMs, value) in rows)
            {
                while (clock.GetElapsedTime(startedAt).TotalMilliseconds < dueMs)
                {
                    await writer.FlushAsync(ct).ConfigureAwait(false);
                    await Task.Delay(Interval, clock, ct).ConfigureAwait(false);
                }

                writer.Append(partition, default, value);
            }

            await writer.FlushAsync(ct).ConfigureAwait(false);
        }
    }
}
