using System.Buffers.Binary;
using System.Text;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// The only way to learn a broker's release: the feature level "metadata.version" in its answer to ApiVersions (version 3), which the
/// client library does not expose. Pure: bytes out, bytes in.
/// </summary>
internal static class MetadataLevel
{
    private const string Feature = "metadata.version";

    /// <summary>First level of each release, from Kafka's MetadataVersion.java.</summary>
    private static readonly (int Level, string Release)[] Releases =
    [
        (1, "3.0"), (2, "3.1"), (3, "3.2"), (4, "3.3"), (8, "3.4"), (9, "3.5"), (12, "3.6"), (15, "3.7"), (20, "3.8"), (21, "3.9"),
        (22, "4.0"), (26, "4.1"), (28, "4.2"), (30, "4.3"), (31, "4.4"),
    ];

    /// <summary>The release of a level; levels after the last known one say so.</summary>
    public static string? Release(int level) => level switch
    {
        <= 0 => null,
        > 33 => "4.5 or later",
        _ => Releases.Last(r => r.Level <= level).Release,
    };

    /// <summary>The request, prefixed with its length.</summary>
    public static byte[] Request()
    {
        byte[] name = [.. "ctrbench"u8];
        byte[] body =
        [
            0, 18, 0, 3, 0, 0, 0, 1, 0, (byte)name.Length, .. name, 0, // key, version, correlation, client id, no tags
            (byte)(name.Length + 1), .. name, 2, (byte)'1', 0,         // software name and version as compact strings, no tags
        ];
        return [0, 0, 0, (byte)body.Length, .. body];
    }

    /// <summary>The level in an answer (without its length); 0 when it has none, or has another version.</summary>
    public static int Read(ReadOnlySpan<byte> answer)
    {
        try
        {
            var at = 6; // correlation, error code
            if (answer.Length < at || BinaryPrimitives.ReadInt16BigEndian(answer[4..]) != 0) return 0;
            for (var apis = Varint(answer, ref at) - 1; apis > 0; apis--)
            {
                at += 6;
                SkipTags(answer, ref at);
            }
            at += 4; // throttle time
            for (var tags = Varint(answer, ref at); tags > 0; tags--)
            {
                var (tag, size) = (Varint(answer, ref at), Varint(answer, ref at));
                if (tag == 2) return FinalizedLevel(answer.Slice(at, size));
                at += size;
            }
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            // An answer that ends early has another version.
        }
        return 0;
    }

    private static int FinalizedLevel(ReadOnlySpan<byte> features)
    {
        var at = 0;
        for (var left = Varint(features, ref at) - 1; left > 0; left--)
        {
            var length = Varint(features, ref at) - 1;
            var name = Encoding.UTF8.GetString(features.Slice(at, length));
            at += length;
            var level = BinaryPrimitives.ReadInt16BigEndian(features[at..]);
            at += 4; // highest and lowest level
            if (name == Feature) return level;
            SkipTags(features, ref at);
        }
        return 0;
    }

    private static void SkipTags(ReadOnlySpan<byte> bytes, ref int at)
    {
        for (var tags = Varint(bytes, ref at); tags > 0; tags--)
        {
            Varint(bytes, ref at);
            var size = Varint(bytes, ref at);
            at += size;
        }
    }

    private static int Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80) break;
        }
        return value;
    }
}
