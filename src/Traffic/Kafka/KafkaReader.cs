using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CtrBench.Traffic.Kafka.Native;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Reads one topic of a real broker in batches, with librdkafka's own functions: each partition has a queue, and a read copies once what is
/// in it. Broker outages are tolerated. Records removed by retention show as a gap: reading continues from the oldest record kept, and the
/// next batch starts after the end of the one before. Partitions that are added are read from their oldest record on. A topic that was
/// deleted and made again ends it: it asks for the topic's id once a second, and before it continues anywhere after an error.
/// </summary>
internal sealed class KafkaReader : ITopicReader
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _closing = new();
    private readonly WakeSignal _arrived = new();
    private readonly ConsumerHandle _consumer;
    private readonly KafkaReaderOffsets _offsets;
    private readonly KafkaReaderFaults _faults;
    private readonly KafkaReaderDetails? _details;
    private readonly Func<CancellationToken, Task<string?>> _askId;
    private readonly SemaphoreSlim _looking = new(1);
    private readonly ReaderTopic _topic;
    private readonly TimeProvider _clock;
    private readonly TopicAbsence _absence;
    private volatile bool _gone;
    private volatile KafkaReaderPartition[] _partitions;
    private Task _watching = Task.CompletedTask;
    private int _disposed;

    private KafkaReader(
        ConsumerHandle consumer, KafkaReaderOffsets offsets, KafkaReaderFaults faults, KafkaReaderDetails? details,
        Func<CancellationToken, Task<string?>> askId, TopicState state, long[] from, TimeProvider clock)
    {
        (_consumer, _offsets, _faults, _topic, _details) = (consumer, offsets, faults, new ReaderTopic(state), details);
        (_askId, _clock) = (askId, clock);
        _absence = new TopicAbsence(KafkaClientConfig.UnknownTopicTimeout, clock);
        _partitions = [.. from.Select((next, p) => Partition(p, next))];
    }

    /// <inheritdoc/>
    public TopicState State => _topic.State;

    /// <summary>
    /// A reader of <paramref name="partitions"/> partitions, from <paramref name="fromOffsets"/> on or from the oldest record kept. Open
    /// once the broker has told the offsets.
    /// </summary>
    /// <exception cref="TransportException">The broker does not answer, or does not allow the topic to be read.</exception>
    /// <exception cref="OffsetNotKeptException">An offset is no longer kept, or is past the end.</exception>
    public static async Task<KafkaReader> OpenAsync(
        KafkaSettings settings, string topic, int partitions, IReadOnlyList<long>? fromOffsets, RecordDetail detail, TimeProvider clock,
        CancellationToken ct, Func<CancellationToken, Task<string?>>? askId = null)
    {
        askId ??= _ => Task.FromResult<string?>(null);
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
            // Before the offsets: they are of this topic, or of one that replaced it, which the next look finds.
            var id = await askId(ct).ConfigureAwait(false);
            var (oldest, ends) = await offsets.BothAsync(ct).ConfigureAwait(false);
            var from = fromOffsets is null ? oldest : [.. fromOffsets];
            for (var p = 0; p < partitions; p++)
                if (from[p] < oldest[p] || from[p] > ends[p]) throw new OffsetNotKeptException(topic, p, from[p], oldest[p], ends[p]);
            var details = detail == RecordDetail.Full ? new KafkaReaderDetails(settings.RunMark) : null;
            var state = new TopicState(topic, partitions, oldest) { Id = id };
            var reader = new KafkaReader(consumer, offsets, faults, details, askId, state, from, clock);
            reader.Start(from);
            reader._watching = reader.WatchAsync();
            return reader;
        }
        catch
        {
            await CloseAsync(consumer, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
    public async ValueTask RefreshAsync(CancellationToken ct)
    {
        ThrowIfDisposed();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _closing.Token);
        await LookAsync(either.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long[]> EndOffsetsAsync(CancellationToken ct)
    {
        ThrowIfDisposed();
        ct.ThrowIfCancellationRequested();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _closing.Token);
        var ends = await _offsets.EndsAsync(either.Token).ConfigureAwait(false);
        _topic.ThrowIfReplaced();
        return ends;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var partition in _partitions) partition.Close();
        await CloseAsync(_consumer, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _looking.Dispose();
    }

    // Joins the client's threads, one of which may never end after a topic that it read was deleted: what is left of it is abandoned.
    private static Task CloseAsync(ConsumerHandle consumer, TimeProvider clock) =>
        Task.Run(consumer.Dispose).WaitAsync(CloseTimeout, clock, CancellationToken.None);

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
            nameof(partition), partition, $"Topic '{State.Topic}' has partitions 0 to {partitions.Length - 1}.");
    }

    private KafkaReaderPartition Partition(int partition, long next) =>
        new(_consumer, partition, next, _details, _arrived, OnPartitionError);

    // What was not answered is asked again: an outage is not a change.
    private async Task WatchAsync()
    {
        var answered = _clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(WatchInterval, _clock, _closing.Token).ConfigureAwait(false);
            if (await IsReplacedAsync().ConfigureAwait(false)) return;
            if (await LookAsync(_closing.Token).ConfigureAwait(false))
            {
                answered = _clock.GetTimestamp();
                continue;
            }

            // Fetching does not report a topic that was deleted.
            if (_gone)
            {
                FailAll(_faults.Of("reading", NativeError.UnknownTopicOrPartition));
                return;
            }

            // Fetching waits without a limit of its own.
            if (_clock.GetElapsedTime(answered) <= KafkaClientConfig.OutageTimeout) continue;
            FailAll(_faults.Of("reading", NativeError.TimedOut));
            return;
        }
    }

    private async Task<bool> LookAsync(CancellationToken ct)
    {
        await _looking.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var count = await _offsets.CountAsync(ct).ConfigureAwait(false);
            _gone = count == ConsumerHandle.Absent && _absence.IsOver();
            if (count == ConsumerHandle.Absent) return false;
            if (count > 0) _absence.Clear();
            // Fewer: the topic was deleted and made again, which reading it shows.
            count = Math.Max(count, _partitions.Length);
            if (await _offsets.TryOldestAsync(count, ct).ConfigureAwait(false) is not { } oldest) return false;
            var grows = count > _partitions.Length;
            if (grows) Grow(oldest);
            _topic.Look(count, oldest);
            // A reader that waits looks at the topic again.
            if (grows) _arrived.Set();
            return true;
        }
        finally
        {
            _looking.Release();
        }
    }

    // Whoever reads on at an offset of the former topic skips records of the new one without a sign of it.
    private async Task<bool> IsReplacedAsync()
    {
        if (_topic.Identify(await _askId(_closing.Token).ConfigureAwait(false)) is not { } replaced) return false;
        FailAll(replaced, atOnce: true);
        return true;
    }

    private void FailAll(Exception fault, bool atOnce = false)
    {
        foreach (var partition in _partitions) partition.Fail(fault, atOnce);
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
        if (!_partitions[partition].Recovery.TryBegin(stopped: error == NativeError.OffsetReset)) return;
        try
        {
            var oldest = await _offsets.OldestAsync(_closing.Token).ConfigureAwait(false);
            var ends = await _offsets.EndsAsync(_closing.Token).ConfigureAwait(false);
            // After the offsets: they are of the topic that is asked about, or of one before it.
            if (await IsReplacedAsync().ConfigureAwait(false)) return;
            var stopped = error == NativeError.OffsetReset;
            if (_topic.Recover(partition, stopped, _partitions[partition].Position, oldest, ends) is not { } from) return;
            var failed = _consumer.Restart(partition, from);
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
            if (_partitions[partition].Recovery.End()) Recover(partition, NativeError.OffsetReset);
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
