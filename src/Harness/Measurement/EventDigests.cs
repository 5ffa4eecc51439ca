using System.Globalization;
using CtrBench.Harness.RunModel;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// A digest of each partition of the events topic, over its rows in order of offset: whoever has the events can check that they are those
/// of the run. It finds differences, not attacks. Per row four words: event time in ms (-1 without a valid one), producer timestamp in ns
/// (0 without one), kind (1 view, 2 click, 0 neither), the bits of the append time in ms as a double (0 if it is not known). For each word
/// w: h = (h xor w) * P modulo 2^64, then h = h xor (h >> 32); h starts at 0, P is 0x9E3779B97F4A7C15.
/// </summary>
internal sealed class EventDigests(int partitions)
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private ulong[] _hashes = new ulong[partitions];
    private long[] _rows = new long[partitions];

    /// <summary>Adds one row.</summary>
    public void Add(int partition, long eventTimeMs, RowFlags flags, long producerTimestampNs, double appendMs)
    {
        if (partition >= _hashes.Length) Grow(partition + 1); // partitions may be added in a run
        var hash = _hashes[partition];
        hash = Mix(hash, (flags & RowFlags.HasEventTime) != 0 ? (ulong)eventTimeMs : ulong.MaxValue);
        hash = Mix(hash, (flags & RowFlags.HasProducerTimestamp) != 0 ? (ulong)producerTimestampNs : 0);
        hash = Mix(hash, (ulong)(flags & (RowFlags.View | RowFlags.Click)));
        _hashes[partition] = Mix(hash, double.IsNaN(appendMs) ? 0 : BitConverter.DoubleToUInt64Bits(appendMs));
        _rows[partition]++;
    }

    /// <summary>The digests so far, by partition.</summary>
    public IReadOnlyList<PartitionDigest> Digests() =>
        [.. _hashes.Select((hash, p) => new PartitionDigest(p, _rows[p], hash.ToString("x16", CultureInfo.InvariantCulture)))];

    private void Grow(int partitions)
    {
        Array.Resize(ref _hashes, partitions);
        Array.Resize(ref _rows, partitions);
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        hash = unchecked((hash ^ word) * Multiplier);
        return hash ^ (hash >> 32);
    }
}
