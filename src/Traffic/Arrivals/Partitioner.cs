using System.Buffers.Binary;

namespace CtrBench.Traffic.Arrivals;

/// <summary>Kafka's default partitioner for keyed records, so that an event goes to the same partition on every transport.</summary>
internal static class Partitioner
{
    private const uint M = 0x5BD1E995;
    private const uint Seed = 0x9747B28C;

    /// <summary>
    /// The partition of <paramref name="key"/> among <paramref name="partitions"/>: toPositive(murmur2(key)) % partitions.
    /// </summary>
    public static int Partition(ReadOnlySpan<byte> key, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return (Murmur2(key) & int.MaxValue) % partitions;
    }

    /// <summary>The 32-bit murmur2 of Kafka's org.apache.kafka.common.utils.Utils.</summary>
    internal static int Murmur2(ReadOnlySpan<byte> key)
    {
        unchecked
        {
            var h = Seed ^ (uint)key.Length;
            while (key.Length >= 4)
            {
                var k = BinaryPrimitives.ReadUInt32LittleEndian(key) * M;
                h = (h * M) ^ ((k ^ (k >> 24)) * M);
                key = key[4..];
            }
            if (key.Length == 3) h ^= (uint)key[2] << 16;
            if (key.Length >= 2) h ^= (uint)key[1] << 8;
            if (key.Length >= 1) h = (h ^ key[0]) * M;
            h = (h ^ (h >> 13)) * M;
            return (int)(h ^ (h >> 15));
        }
    }
}
