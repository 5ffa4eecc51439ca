using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Transport;

/// <summary>Reads one in-memory topic. While it is open, records that it has not read are kept.</summary>
internal sealed class InMemoryReader : ITopicReader
{
    private readonly InMemoryTopic _topic;
    private readonly WakeSignal _arrived = new();
    private readonly LogCursor[] _cursors;
    private bool _disposed;

    /// <summary>A reader that is registered with the topic until it is disposed.</summary>
    public InMemoryReader(InMemoryTopic topic, IReadOnlyList<long>? fromOffsets)
    {
        if (fromOffsets is not null && fromOffsets.Count != topic.Partitions)
            throw new ArgumentException(
                $"Topic '{topic.Name}' has {topic.Partitions} partitions, but {fromOffsets.Count} start offsets were given: pass one per "
                + "partition.",
                nameof(fromOffsets));
        _topic = topic;
        _cursors = new LogCursor[topic.Partitions];
        var open = 0;
        try
        {
            for (; open < _cursors.Length; open++) _cursors[open] = topic.Log(open).Open(fromOffsets?[open]);
        }
        catch (OffsetNotKeptException)
        {
            CloseCursors(open);
            throw;
        }
        topic.AddReader(_arrived);
    }

    /// <inheritdoc/>
    public bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        var log = _topic.Log(partition);
        if (!log.TryRead(_cursors[partition], maxRecords, out batch, out var madeRoom)) return false;
        if (madeRoom) _topic.WakeWriters();
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitToReadAsync(CancellationToken ct) => WaitAsync(null, ct);

    /// <inheritdoc/>
    public ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)partition, (uint)_cursors.Length);
        return WaitAsync(partition, ct);
    }

    /// <inheritdoc/>
    public long Position(int partition) => _cursors[partition].Next;

    /// <inheritdoc/>
    public ValueTask<long[]> EndOffsetsAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ct.ThrowIfCancellationRequested();
        var ends = new long[_cursors.Length];
        for (var p = 0; p < ends.Length; p++) ends[p] = _topic.Log(p).End;
        return new ValueTask<long[]>(ends);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_disposed) return ValueTask.CompletedTask;
        _disposed = true;
        _topic.Remove(_arrived);
        CloseCursors(_cursors.Length);
        return ValueTask.CompletedTask;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(int? partition, CancellationToken ct)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            ct.ThrowIfCancellationRequested();
            // In this order, so that records stored before the completion are still read.
            var completed = _topic.IsCompleted;
            if (partition is { } one ? HasRecords(one) : HasRecords()) return true;
            if (completed) return false;
            await _arrived.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    private void CloseCursors(int count)
    {
        var madeRoom = false;
        for (var p = 0; p < count; p++) madeRoom |= _topic.Log(p).Close(_cursors[p]);
        if (madeRoom) _topic.WakeWriters();
    }

    private bool HasRecords()
    {
        for (var p = 0; p < _cursors.Length; p++)
        {
            if (HasRecords(p)) return true;
        }
        return false;
    }

    private bool HasRecords(int partition) => _cursors[partition].Next < _topic.Log(partition).End;
}
