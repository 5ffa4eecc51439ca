using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// A transport over another in which one topic has two offsets without a record behind every so many records of each partition, also at
/// its end, as transactions and retention leave them. The other stays its owner's.
/// </summary>
public sealed class GappyTransport(ITransport inner, string topic, int every) : ITransport
{
    /// <summary>Offsets without a record behind the first <paramref name="records"/> records of a partition.</summary>
    public long Missing(long records) => records / every * 2;

    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => inner.CreateTopicsAsync(topics, ct);

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct) => inner.PartitionsAsync(topic, ct);

    public ValueTask<ITopicWriter> OpenWriterAsync(string name, CancellationToken ct) => inner.OpenWriterAsync(name, ct);

    public ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(
        string name, string inputTopic, string transactionalId, CancellationToken ct) =>
        inner.OpenTransactionalWriterAsync(name, inputTopic, transactionalId, ct);

    public async ValueTask<ITopicReader> OpenReaderAsync(
        string name, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default)
    {
        var reader = await inner.OpenReaderAsync(name, fromOffsets, detail, ct);
        return name == topic ? new Reader(reader, this) : reader;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Starts at offset 0 only, which every test of it does. As a real client, it learns of a gap when it has come to the record behind it,
    // or finds none.
    private sealed class Reader(ITopicReader inner, GappyTransport owner) : ITopicReader
    {
        private readonly Dictionary<int, long> _position = [];

        public bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            var next = inner.Position(partition);
            var first = next + owner.Missing(next);
            // Offsets inside a batch are contiguous.
            var untilGap = owner.Every - next % owner.Every;
            var found = inner.TryRead(partition, (int)Math.Min(maxRecords, untilGap), out batch);
            if (found) batch!.FirstOffset = first;
            _position[partition] = first + (batch?.Count ?? 0);
            return found;
        }

        public ValueTask<bool> WaitToReadAsync(CancellationToken ct) => inner.WaitToReadAsync(ct);

        public ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct) => inner.WaitToReadAsync(partition, ct);

        public long Position(int partition) => _position.GetValueOrDefault(partition);

        public async ValueTask<long[]> EndOffsetsAsync(CancellationToken ct) =>
            [.. (await inner.EndOffsetsAsync(ct)).Select(end => end + owner.Missing(end))];

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private int Every => every;
}
