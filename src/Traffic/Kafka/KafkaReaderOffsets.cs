using CtrBench.Traffic.Kafka.Native;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Asks the broker for the offsets of a topic, off the caller's thread. The end is the last stable offset: what a reader that sees
/// committed records only can reach. While no broker answers it asks again, for as long as an outage that a run must survive may last.
/// </summary>
internal sealed class KafkaReaderOffsets(ConsumerHandle consumer, KafkaReaderFaults faults, int partitions, TimeProvider clock)
{
    private const long End = -1, Oldest = -2;
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UnknownPatience = TimeSpan.FromSeconds(15);

    /// <summary>The oldest offset kept and the end (exclusive) of every partition, for a reader that is being opened.</summary>
    public async Task<(long[] Oldest, long[] Ends)> BothAsync(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var oldest = await QueryAsync(Oldest, started, _ => OpenPatience, ct).ConfigureAwait(false);
        return (oldest, await QueryAsync(End, started, _ => OpenPatience, ct).ConfigureAwait(false));
    }

    /// <summary>The end (exclusive) of every partition.</summary>
    public Task<long[]> EndsAsync(CancellationToken ct) => QueryAsync(End, clock.GetTimestamp(), WhileReading, ct);

    /// <summary>The oldest offset kept of every partition.</summary>
    public Task<long[]> OldestAsync(CancellationToken ct) => QueryAsync(Oldest, clock.GetTimestamp(), WhileReading, ct);

    private static TimeSpan WhileReading(int error) => KafkaReaderFaults.IsUnknown(error) ? UnknownPatience : Patience;

    private async Task<long[]> QueryAsync(long time, long started, Func<int, TimeSpan> patience, CancellationToken ct)
    {
        while (true)
        {
            var offsets = new long[partitions];
            var asking = Task.Run(() => consumer.Query(time, (int)Attempt.TotalMilliseconds, offsets), ct);
            var error = await asking.WaitAsync(ct).ConfigureAwait(false);
            if (error == NativeError.None) return offsets;
            ThrowIfOver(error, started, patience(error));
            await Task.Delay(Pause, clock, ct).ConfigureAwait(false);
        }
    }

    private void ThrowIfOver(int error, long started, TimeSpan patience)
    {
        if (KafkaReaderFaults.IsSettled(error) || clock.GetElapsedTime(started) > patience)
            throw faults.Of("asking for the offsets of", error);
    }
}
