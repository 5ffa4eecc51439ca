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
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(4);
    private readonly GrowingTimeout _timeout = new();
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

    /// <summary>
    /// How many partitions the topic has; 0 without an answer, <see cref="ConsumerHandle.Absent"/> when a broker does not know it.
    /// </summary>
    public async Task<int> CountAsync(CancellationToken ct)
    {
        var ms = _timeout.Ms;
        var count = await WatchedAsync(() => consumer.CountPartitions(ms), 0, ms, ct).ConfigureAwait(false);
        _timeout.Note(ms, answered: count != 0);
        return count;
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

    private async Task<int> AskAsync(long time, long[] offsets, CancellationToken ct)
    {
        var ms = _timeout.Ms;
        var error = await WatchedAsync(() => consumer.Query(time, ms, offsets), NativeError.TimedOut, ms, ct).ConfigureAwait(false);
        _timeout.Note(ms, answered: error == NativeError.None);
        return error;
    }

    // Whether a broker that answers now does not know the topic.
    private async Task<bool> IsAbsentAsync(CancellationToken ct) =>
        await CountAsync(ct).ConfigureAwait(false) == ConsumerHandle.Absent;

    // The client's own timeout does not hold in every case: a call that outlasts it is given up, and what it fills is not used again.
    private async Task<int> WatchedAsync(Func<int> call, int otherwise, int timeoutMs, CancellationToken ct)
    {
        try
        {
            return await Task.Run(call, ct).WaitAsync(TimeSpan.FromMilliseconds(timeoutMs) + Watchdog, clock, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return otherwise;
        }
    }
}

/// <summary>
/// How long the next question may wait for its answer. A request that times out makes librdkafka close the connection, so questions that
/// are repeated with a timeout shorter than a slow broker needs, a new connection included, are never answered, and fetches fail with
/// them: each one without an answer lets the next wait twice as long. Thread-safe.
/// </summary>
internal sealed class GrowingTimeout
{
    private const int LeastMs = 1_000, MostMs = 16_000;
    private volatile int _ms = LeastMs;

    /// <summary>The timeout of the next question, ms.</summary>
    public int Ms => _ms;

    /// <summary>A question with this timeout was answered, or not.</summary>
    public void Note(int timeoutMs, bool answered) => _ms = answered ? LeastMs : Math.Min(MostMs, Math.Max(_ms, 2 * timeoutMs));
}
