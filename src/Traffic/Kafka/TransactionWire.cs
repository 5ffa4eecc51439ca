using System.Buffers.Binary;
using System.Text;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// The two requests that name an open transaction: DescribeProducers (which producer, since which offset) and ListTransactions (its
/// transactional id), version 0 of both. Pure: bytes out, bytes in; an answer that does not fit gives nothing.
/// </summary>
internal static class TransactionWire
{
    /// <summary>Asks the leader of a partition which producers have an open transaction there.</summary>
    public static byte[] DescribeProducers(string topic, int partition)
    {
        var body = new WireWriter(61);
        body.Count(1);
        body.Text(topic);
        body.Count(1);
        body.Int32(partition);
        body.NoTags();
        body.NoTags();
        return body.Request();
    }

    /// <summary>The producers in the answer whose transaction began at an offset of this partition.</summary>
    public static IReadOnlyList<OpenTransaction> Producers(ReadOnlySpan<byte> answer)
    {
        try
        {
            var reader = new WireReader(answer);
            reader.Skip(4); // throttle time
            var open = new List<OpenTransaction>();
            for (var topics = reader.Count(); topics > 0; topics--)
            {
                reader.Text();
                for (var partitions = reader.Count(); partitions > 0; partitions--) ReadPartition(ref reader, open);
                reader.SkipTags();
            }

            return open;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return [];
        }
    }

    /// <summary>Asks a broker for the transactions that it coordinates for a producer.</summary>
    public static byte[] ListTransactions(long producerId)
    {
        var body = new WireWriter(66);
        body.Count(0); // in any state
        body.Count(1);
        body.Int64(producerId);
        body.NoTags();
        return body.Request();
    }

    /// <summary>The transactional id in the answer; null when this broker does not coordinate it.</summary>
    public static string? TransactionalId(ReadOnlySpan<byte> answer, long producerId)
    {
        try
        {
            var reader = new WireReader(answer);
            reader.Skip(6); // throttle time, error
            for (var states = reader.Count(); states > 0; states--) reader.Text();
            for (var transactions = reader.Count(); transactions > 0; transactions--)
            {
                var id = reader.Text();
                if (reader.Int64() == producerId) return id;
                reader.Text();
                reader.SkipTags();
            }
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            // Another version, or an error.
        }

        return null;
    }

    private static void ReadPartition(ref WireReader reader, List<OpenTransaction> open)
    {
        reader.Skip(6); // partition, error
        reader.Text();
        for (var producers = reader.Count(); producers > 0; producers--)
        {
            var id = reader.Int64();
            reader.Skip(8); // epoch, last sequence number
            var lastMs = reader.Int64();
            reader.Skip(4); // coordinator's epoch
            var from = reader.Int64();
            reader.SkipTags();
            if (from >= 0) open.Add(new OpenTransaction(id, from, lastMs));
        }

        reader.SkipTags();
    }

    /// <summary>A request with the flexible header: version 0, this program's name, no tags.</summary>
    private sealed class WireWriter
    {
        private readonly List<byte> _bytes;

        public WireWriter(byte api)
        {
            byte[] name = [.. "ctrbench"u8];
            _bytes = [0, api, 0, 0, 0, 0, 0, 1, 0, (byte)name.Length, .. name, 0];
        }

        /// <summary>The length of a compact array.</summary>
        public void Count(int count) => Varint(count + 1);

        public void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Varint(bytes.Length + 1);
            _bytes.AddRange(bytes);
        }

        public void Int32(int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            _bytes.AddRange(bytes);
        }

        public void Int64(long value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
            _bytes.AddRange(bytes);
        }

        public void NoTags() => _bytes.Add(0);

        public byte[] Request()
        {
            var request = new byte[4 + _bytes.Count];
            BinaryPrimitives.WriteInt32BigEndian(request, _bytes.Count);
            _bytes.CopyTo(request, 4);
            return request;
        }

        private void Varint(int value)
        {
            for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
            _bytes.Add((byte)value);
        }
    }

    /// <summary>An answer with the flexible header, from behind it on.</summary>
    private ref struct WireReader
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private int _at = 4; // correlation

        public WireReader(ReadOnlySpan<byte> bytes)
        {
            _bytes = bytes;
            SkipTags();
        }

        public void Skip(int bytes) => _at += bytes;

        /// <summary>The length of a compact array; 0 for null.</summary>
        public int Count() => Math.Max(0, Varint() - 1);

        /// <summary>A compact string; empty for null.</summary>
        public string Text()
        {
            var length = Count();
            var text = Encoding.UTF8.GetString(_bytes.Slice(_at, length));
            _at += length;
            return text;
        }

        public long Int64()
        {
            var value = BinaryPrimitives.ReadInt64BigEndian(_bytes[_at..]);
            _at += 8;
            return value;
        }

        public void SkipTags()
        {
            for (var tags = Varint(); tags > 0; tags--)
            {
                Varint();
                var size = Varint();
                _at += size;
            }
        }

        private int Varint()
        {
            var value = 0;
            for (var shift = 0; shift < 35; shift += 7)
            {
                var next = _bytes[_at++];
                value |= (next & 0x7F) << shift;
                if (next < 0x80) break;
            }

            return value;
        }
    }
}

/// <summary>A transaction that is open in a partition.</summary>
/// <param name="ProducerId">The producer's id, which the broker gave it.</param>
/// <param name="FromOffset">Its first record in the partition.</param>
/// <param name="LastWriteMs">When its producer last wrote there, epoch ms.</param>
internal readonly record struct OpenTransaction(long ProducerId, long FromOffset, long LastWriteMs);
