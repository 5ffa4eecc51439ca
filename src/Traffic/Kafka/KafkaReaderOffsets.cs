using CtrBench.Traffic.Kafka.Native;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Reads the offsets of a topic from the broker, off the caller's thread. The end is as far as the reader can get: for one of committed
/// records the last stable offset. While no broker answers it retries, for as long as an outage that a run must survive may last.
/// </summary>
internal sealed class KafkaReaderOffsets(ConsumerHandle consumer, KafkaReaderFaults faults, int partitions, TimeProvider clock)
{
    private volatile int _partitions = partitions;

    private const long End = -1, Oldest = -2;
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UnknownTopicTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The oldest offset kept and the end (exclusive) of every partition, for a reader that is being opened.</summary>
    public async Task<(long[] Oldest, long[] Ends)> BothAsync(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var oldest = await QueryAsync(Oldest, started, _ => OpenTimeout, ct).ConfigureAwait(false);
        return (oldest, await QueryAsync(End, started, _ => OpenTimeout, ct).ConfigureAwait(false));
    }

    /// <summary>The end (exclusive) of every partition.</summary>
    public Task<long[]> EndsAsync(CancellationToken ct) => QueryAsync(End, clock.GetTimestamp(), WhileReading, ct);

    /// <summary>The oldest offset kept of every partition.</summary>
    public Task<long[]> OldestAsync(CancellationToken ct) => QueryAsync(Oldest, clock.GetTimestamp(), WhileReading, ct);

    /// <summary>The oldest offset kept of <paramref name="count"/> partitions, asked for once; null without an answer.</summary>
    public async Task<long[]?> TryOldestAsync(int count, CancellationToken ct)
    {
        var offsets = new long[count];
        var query = Task.Run(() => consumer.Query(Oldest, (int)Attempt.TotalMilliseconds, offsets), ct);
        return await query.WaitAsync(ct).ConfigureAwait(false) == NativeError.None ? offsets : null;
    }

    /// <summary>Partitions were added: from now on they are asked about too.</summary>
    public void Grow(int count) => _partitions = count;

    private static TimeSpan WhileReading(int error) => KafkaReaderFaults.IsUnknown(error) ? UnknownTopicTimeout : Timeout;

    private async Task<long[]> QueryAsync(long time, long started, Func<int, TimeSpan> timeout, CancellationToken ct)
    {
        while (true)
        {
            var offsets = new long[_partitions];
            var query = Task.Run(() => consumer.Query(time, (int)Attempt.TotalMilliseconds, offsets), ct);
            var error = await query.WaitAsync(ct).ConfigureAwait(false);
            if (error == NativeError.None) return offsets;
            ThrowIfPermanentOrTimedOut(error, started, timeout(error));
            await Task.Delay(Pause, clock, ct).ConfigureAwait(false);
        }
    }

    private void ThrowIfPermanentOrTimedOut(int error, long started, TimeSpan timeout)
    {
        if (KafkaReaderFaults.IsPermanent(error) || clock.GetElapsedTime(started) > timeout)
            throw faults.Of("reading the offsets of", error);
    }
}
