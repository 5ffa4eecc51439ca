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
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The oldest offset kept and the end (exclusive) of every partition, for a reader that is being opened.</summary>
    public async Task<(long[] Oldest, long[] Ends)> BothAsync(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var oldest = await QueryAsync(Oldest, started, OpenTimeout, ct).ConfigureAwait(false);
        return (oldest, await QueryAsync(End, started, OpenTimeout, ct).ConfigureAwait(false));
    }

    /// <summary>The end (exclusive) of every partition.</summary>
    public Task<long[]> EndsAsync(CancellationToken ct) => QueryAsync(End, clock.GetTimestamp(), KafkaClientConfig.OutageTimeout, ct);

    /// <summary>The oldest offset kept of every partition.</summary>
    public Task<long[]> OldestAsync(CancellationToken ct) => QueryAsync(Oldest, clock.GetTimestamp(), KafkaClientConfig.OutageTimeout, ct);

    /// <summary>The oldest offset kept of <paramref name="count"/> partitions, asked for once; null without an answer.</summary>
    public async Task<long[]?> TryOldestAsync(int count, CancellationToken ct)
    {
        var offsets = new long[count];
        return await AskAsync(Oldest, offsets, ct).ConfigureAwait(false) == NativeError.None ? offsets : null;
    }

    /// <summary>Partitions were added: from now on they are asked about too.</summary>
    public void Grow(int count) => _partitions = count;

    private async Task<long[]> QueryAsync(long time, long started, TimeSpan timeout, CancellationToken ct)
    {
        long? absentSince = null;
        while (true)
        {
            var offsets = new long[_partitions];
            var error = await AskAsync(time, offsets, ct).ConfigureAwait(false);
            if (error == NativeError.None) return offsets;
            if (KafkaReaderFaults.IsUnknown(error) && await IsAbsentAsync(ct).ConfigureAwait(false)) absentSince ??= clock.GetTimestamp();
            else absentSince = null;
            var gone = absentSince is { } since && clock.GetElapsedTime(since) > KafkaClientConfig.UnknownTopicTimeout;
            var late = absentSince is null && clock.GetElapsedTime(started) > timeout;
            if (gone || late || KafkaReaderFaults.IsPermanent(error)) throw faults.Of("reading the offsets of", error);
            await Task.Delay(Pause, clock, ct).ConfigureAwait(false);
        }
    }

    private Task<int> AskAsync(long time, long[] offsets, CancellationToken ct) =>
        WatchedAsync(() => consumer.Query(time, (int)Attempt.TotalMilliseconds, offsets), NativeError.TimedOut, ct);

    // Whether a broker that answers now does not know the topic.
    private async Task<bool> IsAbsentAsync(CancellationToken ct) =>
        await WatchedAsync(() => consumer.CountPartitions((int)Attempt.TotalMilliseconds), 0, ct).ConfigureAwait(false)
        == ConsumerHandle.Absent;

    // The client's own timeout does not hold in every case: a call that outlasts it is given up, and what it fills is not used again.
    private async Task<int> WatchedAsync(Func<int> call, int otherwise, CancellationToken ct)
    {
        try
        {
            return await Task.Run(call, ct).WaitAsync(Watchdog, clock, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return otherwise;
        }
    }
}
