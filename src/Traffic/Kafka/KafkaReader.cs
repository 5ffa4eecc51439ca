using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CtrBench.Traffic.Kafka.Native;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Reads one topic of a real broker in batches, with librdkafka's own functions: each partition has a queue, and a read copies once what is
/// in it. Broker outages are tolerated. Records removed by retention show as a gap: reading continues from the oldest record kept, and the
/// next batch starts after the end of the one before. Partitions that are added are read from their oldest record on.
/// </summary>
internal sealed class KafkaReader : ITopicReader
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly WakeSignal _arrived = new();
    private readonly ConsumerHandle _consumer;
    private readonly KafkaReaderOffsets _offsets;
    private readonly KafkaReaderFaults _faults;
    private readonly KafkaReaderDetails? _details;
    private readonly string _topic;
    private volatile KafkaReaderPartition[] _partitions;
    private volatile TopicState _state;
    private Task _watching = Task.CompletedTask;
    private int _disposed;

    private KafkaReader(
        ConsumerHandle consumer, KafkaReaderOffsets offsets, KafkaReaderFaults faults, string topic, KafkaReaderDetails? details,
        long[] from, long[] oldest)
    {
        (_consumer, _offsets, _faults, _topic, _details) = (consumer, offsets, faults, topic, details);
        _state = new TopicState(topic, from.Length, oldest);
        _partitions = [.. from.Select((next, p) => Partition(p, next))];
    }

    /// <inheritdoc/>
    public TopicState State => _state;

    /// <summary>
    /// A reader of <paramref name="partitions"/> partitions, from <paramref name="fromOffsets"/> on or from the oldest record kept. Open
    /// once the broker has told the offsets.
    /// </summary>
    /// <exception cref="TransportException">The broker does not answer, or does not allow the topic to be read.</exception>
    /// <exception cref="OffsetNotKeptException">An offset is no longer kept, or is past the end.</exception>
    public static async Task<KafkaReader> OpenAsync(
        KafkaSettings settings, string topic, int partitions, IReadOnlyList<long>? fromOffsets, RecordDetail detail, TimeProvider clock,
        CancellationToken ct)
    {
        if (fromOffsets is not null && fromOffsets.Count != partitions)
            throw new ArgumentException(
                $"Topic '{topic}' has {partitions} partitions, but {fromOffsets.Count} start offsets were given: pass one per partition.",
                nameof(fromOffsets));
        var errors = new KafkaClientErrors();
        var faults = new KafkaReaderFaults(settings, topic, errors);
        var consumer = faults.Open(() => ConsumerHandle.Open(KafkaReaderConfig.Properties(settings), topic, partitions, errors));
        try
        {
            var offsets = new KafkaReaderOffsets(consumer, faults, partitions, clock);
            var (oldest, ends) = await offsets.BothAsync(ct).ConfigureAwait(false);
            var from = fromOffsets is null ? oldest : [.. fromOffsets];
            for (var p = 0; p < partitions; p++)
                if (from[p] < oldest[p] || from[p] > ends[p]) throw new OffsetNotKeptException(topic, p, from[p], oldest[p], ends[p]);
            var details = detail == RecordDetail.Full ? new KafkaReaderDetails(settings.RunMark) : null;
            var reader = new KafkaReader(consumer, offsets, faults, topic, details, from, oldest);
            reader.Start(from);
            reader._watching = reader.WatchAsync(clock);
            return reader;
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        return Partition(partition).TryRead(maxRecords, out batch);
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitToReadAsync(CancellationToken ct) => WaitAsync(null, _arrived, ct);

    /// <inheritdoc/>
    public ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct)
    {
        var one = Partition(partition);
        return WaitAsync(one, one.Arrived, ct);
    }

    /// <inheritdoc/>
    public long Position(int partition) => Partition(partition).Position;

    /// <inheritdoc/>
    public async ValueTask<long[]> EndOffsetsAsync(CancellationToken ct)
    {
        ThrowIfDisposed();
        ct.ThrowIfCancellationRequested();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _closing.Token);
        return await _offsets.EndsAsync(either.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var partition in _partitions) partition.Close();
        // Joins the client's threads.
        await Task.Run(_consumer.Dispose).ConfigureAwait(false);
    }

    private void Start(long[] from)
    {
        for (var p = 0; p < from.Length; p++)
            if (_consumer.Start(p, from[p], _partitions[p]) is not NativeError.None and var error) throw _faults.Of("reading", error);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(KafkaReaderPartition? one, WakeSignal arrived, CancellationToken ct)
    {
        var (stood, partitions) = (StandsAt(one), _partitions.Length);
        while (true)
        {
            ThrowIfDisposed();
            ct.ThrowIfCancellationRequested();
            // If a log ends in transaction markers, only the position shows that the end was reached.
            if (one is not null ? one.HasRecords() : AnyHasRecords()) return true;
            if (StandsAt(one) > stood || _partitions.Length > partitions) return true;
            await arrived.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    private long StandsAt(KafkaReaderPartition? one)
    {
        if (one is not null) return one.Next;
        var sum = 0L;
        foreach (var partition in _partitions) sum += partition.Next;
        return sum;
    }

    private bool AnyHasRecords()
    {
        foreach (var partition in _partitions)
            if (partition.HasRecords()) return true;
        return false;
    }

    private KafkaReaderPartition Partition(int partition)
    {
        ThrowIfDisposed();
        var partitions = _partitions;
        if ((uint)partition < (uint)partitions.Length) return partitions[partition];
        throw new ArgumentOutOfRangeException(
            nameof(partition), partition, $"Topic '{_topic}' has partitions 0 to {partitions.Length - 1}.");
    }

    private KafkaReaderPartition Partition(int partition, long next) =>
        new(_consumer, partition, next, _details, _arrived, OnPartitionError);

    // What no answer came about is asked again: an outage is no change.
    private async Task WatchAsync(TimeProvider clock)
    {
        var answered = clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(WatchInterval, clock, _closing.Token).ConfigureAwait(false);
            var count = await Task.Run(() => _consumer.CountPartitions((int)WatchInterval.TotalMilliseconds), _closing.Token)
                .ConfigureAwait(false);
            // Fewer: the topic was deleted and made again, which reading it shows.
            count = Math.Max(count, _partitions.Length);
            if (await _offsets.TryOldestAsync(count, _closing.Token).ConfigureAwait(false) is not { } oldest)
            {
                // Fetching waits without a limit of its own.
                if (clock.GetElapsedTime(answered) <= KafkaClientConfig.OutageTimeout) continue;
                var silent = _faults.Of("reading", NativeError.TimedOut);
                foreach (var partition in _partitions) partition.Fail(silent);
                return;
            }

            answered = clock.GetTimestamp();
            var grows = count > _partitions.Length;
            if (grows) Grow(oldest);
            _state = new TopicState(_topic, count, oldest);
            // A reader that waits looks at the topic again.
            if (grows) _arrived.Set();
        }
    }

    private void Grow(long[] oldest)
    {
        var before = _partitions;
        KafkaReaderPartition[] all =
            [.. before, .. oldest.Skip(before.Length).Select((next, i) => Partition(before.Length + i, next))];
        _consumer.Grow(all.Length);
        for (var p = before.Length; p < all.Length; p++)
            if (_consumer.Start(p, oldest[p], all[p]) is not NativeError.None and var error) all[p].Fail(_faults.Of("reading", error));
        _partitions = all;
        _offsets.Grow(all.Length);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);

    /// <summary>Handles events in a partition's queue other than records. Called while the queue is read: must not block.</summary>
    private void OnPartitionError(int partition, int error)
    {
        if (KafkaReaderFaults.IsPermanent(error)) _partitions[partition].Fail(_faults.Of("reading", error));
        else if (error == NativeError.OffsetReset || KafkaReaderFaults.IsUnknown(error)) Recover(partition, error);
        else _faults.Remember(error);
    }

    // async void, so that an unexpected exception ends the process: every expected one becomes the partition's error.
    private async void Recover(int partition, int error)
    {
        if (!_partitions[partition].TryRecover()) return;
        try
        {
            var oldest = await _offsets.OldestAsync(_closing.Token).ConfigureAwait(false);
            var ends = await _offsets.EndsAsync(_closing.Token).ConfigureAwait(false);
            _state = _state with { FirstKept = oldest };
            var (next, first, end) = (_partitions[partition].Position, oldest[partition], ends[partition]);
            if (next > end) throw new OffsetNotKeptException(_topic, partition, next, first, end);
            if (error != NativeError.OffsetReset) return;
            var failed = _consumer.Restart(partition, Math.Max(next, first));
            if (failed != NativeError.None) throw _faults.Of("resuming the read of", failed);
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // The reader is closed.
        }
        catch (Exception e) when (e is TransportException or OffsetNotKeptException)
        {
            _partitions[partition].Fail(e);
        }
        finally
        {
            _partitions[partition].Recovered();
        }
    }
}

/// <summary>Client configuration of a reader.</summary>
internal static class KafkaReaderConfig
{
    /// <summary>
    /// The properties of a reader's client: those of every reader without a group, which the simple consumer does not use.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Properties(KafkaSettings settings) =>
        KafkaClientConfig.Reader(settings).Where(property =>
            property.Key != "group.id" && !property.Key.StartsWith("dotnet.", StringComparison.Ordinal));
}
