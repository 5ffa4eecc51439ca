using System.Buffers.Binary;
using System.Text.Json;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Records of a schema registry: a zero byte and the id of a schema, four bytes, in front of the payload (Confluent wire format). The JSON
/// formats of both engines read such a record as broken, and so do the twins: it is named, so that nobody looks for a fault in the JSON.
/// </summary>
internal static class WireFormat
{
    private const int HeadLength = 5;

    /// <summary>What the record is; null when it has not this form.</summary>
    public static string? Describe(ReadOnlySpan<byte> record)
    {
        // UTF-16 and UTF-32 without a byte order mark begin with zeros too: 0 c, and 0 0 0 c 0 0 0.
        if (record.Length <= HeadLength || record is not [0, 0, ..]) return null;
        if (record is [0, 0, 0, _, 0, 0, 0, ..]) return null;
        var id = BinaryPrimitives.ReadInt32BigEndian(record[1..HeadLength]);
        if (id == 0) return null;
        return IsObject(record[HeadLength..])
            ? $"the record is JSON behind the head of a schema registry (Confluent wire format, schema id {id}): the JSON formats of "
                + "Spark and Flink do not read it, and neither do the twins; produce it without a registry, or strip the first five bytes"
            : $"the record is Avro or Protobuf of a schema registry (Confluent wire format, schema id {id}), which is not supported: "
                + "events are JSON";
    }

    private static bool IsObject(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TrySkip();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
