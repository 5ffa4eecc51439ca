using System.Diagnostics.CodeAnalysis;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// A transport over another in which one topic has two offsets without a record behind every so many records of each partition, also at
/// its end, as transactions and retention leave them. The other stays its owner's.
/// </summary>
public sealed class GappyTransport(ITransport inner, string topic, int every) : PassingTransport(inner)
{
    /// <summary>Offsets without a record behind the first <paramref name="records"/> records of a partition.</summary>
    public long Missing(long records) => records / every * 2;

    protected override ITopicReader Over(ITopicReader reader, string name) => name == topic ? new Reader(reader, this) : reader;

    // Starts at offset 0 only, which every test of it does. As a real client, it learns of a gap when it has come to the record behind it,
    // or finds none.
    private sealed class Reader(ITopicReader inner, GappyTransport owner) : PassingReader(inner)
    {
        private readonly Dictionary<int, long> _position = [];

        public override bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
        {
            var next = base.Position(partition);
            var first = next + owner.Missing(next);
            // Offsets inside a batch are contiguous.
            var untilGap = owner.Every - next % owner.Every;
            var found = base.TryRead(partition, (int)Math.Min(maxRecords, untilGap), out batch);
            if (found) batch!.FirstOffset = first;
            _position[partition] = first + (batch?.Count ?? 0);
            return found;
        }

        public override long Position(int partition) => _position.GetValueOrDefault(partition);

        public override async ValueTask<long[]> EndOffsetsAsync(CancellationToken ct) =>
            [.. (await base.EndOffsetsAsync(ct)).Select(end => end + owner.Missing(end))];

    }

    private int Every => every;
}
