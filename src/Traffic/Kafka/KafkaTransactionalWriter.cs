using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Writes results and the mark of their query's progress in one Kafka transaction, the mark into a topic of its own (<see
/// cref="KafkaMarks"/>): no group and no group coordinator takes part. Records are kept here until their commit, and the whole transaction
/// happens in <see cref="CommitAsync"/>. So a client that fails or hangs can be replaced at any point: the next one claims the id, which
/// ends the former's transaction, reads from the last mark whether it was committed, and otherwise sends everything again.
/// </summary>
internal sealed class KafkaTransactionalWriter : ITransactionalWriter
{
    private const int AttemptsToOpen = 2;

    // At a second each: as long as a broker must say that a topic does not exist.
    private const int AttemptsToRead = 15;
    private static readonly TimeSpan SayAfter = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);
    private readonly KafkaSettings _settings;
    private readonly string _topic;
    private readonly int _partitions;
    private readonly string _id;
    private readonly IKafkaMarks _marks;
    private readonly Func<Action<string>, ITransactionalClient> _connect;
    private readonly TimeProvider _clock;
    private readonly Action<string> _onNote;
    private readonly RecordBatch _records = new(0);
    private readonly List<int> _recordPartitions = [];
    private readonly DeliveryReasons _reasons = new();

    // Two writers must differ whatever the run's seed is.
#pragma warning disable RS0030 // Ids that must differ between runs of one seed
    private readonly string _owner = $"{Guid.NewGuid():N}";
#pragma warning restore RS0030
    private ITransactionalClient? _client;
    private KafkaMark? _last;
    private long _visible;
    private long _waitsSince;
    private bool _said;
    private bool _disposed;

    private KafkaTransactionalWriter(
        KafkaSettings settings, string topic, int partitions, string id, IKafkaMarks marks,
        Func<Action<string>, ITransactionalClient> connect, TimeProvider clock, Action<string> onNote)
    {
        (_settings, _topic, _partitions, _id, _clock, _onNote) = (settings, topic, partitions, id, clock, onNote);
        (_marks, _connect, MarkPlace) = (marks, connect, KafkaMarks.TopicOf(topic, id));
    }

    /// <summary>Claims the id: an earlier owner is fenced, and its open transaction is aborted.</summary>
    /// <exception cref="TransportException">The coordinator does not answer, or denies access.</exception>
    public static Task<KafkaTransactionalWriter> OpenAsync(
        KafkaSettings settings, KafkaAdmin admin, string topic, int partitions, string id, TimeProvider clock, Action<string> onNote,
        CancellationToken ct) =>
        OpenAsync(
            settings, topic, partitions, id, new KafkaMarks(admin, KafkaMarks.TopicOf(topic, id), clock),
            onRepeat => new TransactionalClient(settings, topic, partitions, id, clock, onRepeat), clock, onNote, ct);

    /// <summary>The same with its marks and clients from elsewhere.</summary>
    internal static async Task<KafkaTransactionalWriter> OpenAsync(
        KafkaSettings settings, string topic, int partitions, string id, IKafkaMarks marks,
        Func<Action<string>, ITransactionalClient> connect, TimeProvider clock, Action<string> onNote, CancellationToken ct)
    {
        var writer = new KafkaTransactionalWriter(settings, topic, partitions, id, marks, connect, clock, onNote);
        await writer._marks.CreateAsync(ct).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                writer._last = await writer.ClaimAsync(ct).ConfigureAwait(false);
                return writer;
            }
            catch (TransportException e) when (e.Passes && attempt < AttemptsToOpen)
            {
                writer.Drop();
            }
            catch
            {
                writer.Drop();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public TransactionMark? LastCommitted => _last is { } mark ? new TransactionMark(mark.Checkpoint, mark.Offsets) : null;

    /// <inheritdoc/>
    public string MarkPlace { get; }

    /// <inheritdoc/>
    /// <remarks>Stored means committed.</remarks>
    public WriterCounts Counts => new(_visible, _disposed ? _records.Count : 0);

    /// <inheritdoc/>
    public IReadOnlyList<string> FailureReasons => _reasons.Lines;

    /// <inheritdoc/>
    public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if ((uint)partition >= (uint)_partitions)
            throw new ArgumentOutOfRangeException(
                nameof(partition), partition, $"Topic '{_topic}' has partitions 0 to {_partitions - 1}.");
        _records.Add(key, value, tombstone, dueNs: dueNs);
        _recordPartitions.Add(partition);
    }

    /// <inheritdoc/>
    public ValueTask SubmitAsync(CancellationToken ct) => FlushAsync(ct);

    /// <inheritdoc/>
    /// <remarks>The commit sends them.</remarks>
    public ValueTask FlushAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ct.IsCancellationRequested ? ValueTask.FromCanceled(ct) : ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(TransactionMark mark, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var wanted = new KafkaMark(mark.CheckpointId, mark.Offsets, _owner);
        (_waitsSince, _said) = (_clock.GetTimestamp(), false);
        while (!await TryCommitAsync(wanted, ct).ConfigureAwait(false)) await Task.Delay(Pause, _clock, ct).ConfigureAwait(false);
        if (_said)
            _onNote(FormattableString.Invariant(
                $"checkpoint {wanted.Checkpoint} is committed, after {_clock.GetElapsedTime(_waitsSince).TotalSeconds:0} s"));
        _last = wanted;
        _visible += _records.Count;
        _records.Clear();
        _recordPartitions.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (_client is not { } client) return;
        // A client whose call hangs would never end.
        using var limit = new CancellationTokenSource(CloseTimeout, _clock);
        await client.CloseAsync().WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>False: it did not succeed, and a later attempt may.</summary>
    private async Task<bool> TryCommitAsync(KafkaMark wanted, CancellationToken ct)
    {
        try
        {
            if (_client is null && await IsCommittedAsync(wanted, ct).ConfigureAwait(false)) return true;
            await _client!.CommitAsync(_records, _recordPartitions, wanted.Encode(), ct).ConfigureAwait(false);
            _marks.OnCommitted();
            return true;
        }
        catch (TransportException e)
        {
            Drop();
            var passes = e.Passes && _clock.GetElapsedTime(_waitsSince) < KafkaClientConfig.OutageTimeout;
            if (!passes)
            {
                if (_records.Count > 0) _reasons.Add(e.Problem, _records.Count);
                throw;
            }

            if (_clock.GetElapsedTime(_waitsSince) < SayAfter) return false;
            _said = true;
            _onNote($"{e.Problem}; a new client continues from the last commit");
            return false;
        }
    }

    /// <summary>A new client; whether the former one's transaction was committed.</summary>
    private async Task<bool> IsCommittedAsync(KafkaMark wanted, CancellationToken ct)
    {
        var found = await ClaimAsync(ct).ConfigureAwait(false);
        // What is older than a mark that was read or committed is not believed at once: a broker that was just started has shown nothing.
        for (var tries = 0; _last is not null && IsOlder(found) && tries < AttemptsToRead; tries++)
        {
            await Task.Delay(Pause, _clock, ct).ConfigureAwait(false);
            found = await _marks.ReadAsync(ct).ConfigureAwait(false);
        }

        if (wanted.IsCommitOf(found)) return true;
        if (found is null ? _last is null : found.IsCommitOf(_last)) return false;
        throw found is null
            ? new TransportException(
                $"Kafka at {_settings.BootstrapServers}, topic '{MarkPlace}': the mark of the committed results is missing, up to "
                + FormattableString.Invariant($"offset {_marks.End}"),
                "The topic was deleted or emptied during the run: which results are committed is unknown")
            : new TransportException(
                $"Kafka at {_settings.BootstrapServers}, transactional id '{_id}': another process has committed checkpoint "
                + $"{found.Checkpoint} under this id", "Run one query per checkpoint folder");
    }

    private bool IsOlder(KafkaMark? found) =>
        found is null || found.Owner == _owner && found.Checkpoint < _last!.Checkpoint;

    private async Task<KafkaMark?> ClaimAsync(CancellationToken ct)
    {
        _client = _connect(why => Say($"transactional id '{_id}', {why}"));
        await _client.ClaimAsync(ct).ConfigureAwait(false);
        return await _marks.ReadAsync(ct).ConfigureAwait(false);
    }

    private void Drop()
    {
        _ = _client?.CloseAsync();
        _client = null;
    }

    // Short waits are ordinary: a coordinator that has just moved, a new leader.
    private void Say(string why)
    {
        if (_said || _clock.GetElapsedTime(_waitsSince) < SayAfter) return;
        _said = true;
        _onNote($"the commit waits, for up to {KafkaClientConfig.OutageTimeout.TotalMinutes:0} min: {why}");
    }
}
