using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CtrBench.Windows.Semantics;

/// <summary>
/// Results on the wire: <c>{"window_start_ms","window_end_ms","views","clicks","ctr","max_producer_timestamp_ns"}</c> and, when grouped,
/// <c>"key"</c>. A ctr without views is written as null; a missing one is read as null (K6).
/// </summary>
internal static class WindowResultJson
{
    /// <summary>The record key of a result: its window start as text.</summary>
    public static int WriteKey(in WindowResult result, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(result.WindowStartMs, destination, out var written);
        return written;
    }

    /// <summary>The value of a result as UTF-8. <paramref name="grouped"/>: with its key, which may be null.</summary>
    public static byte[] Write(in WindowResult result, bool grouped, string? key)
    {
        using var stream = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("window_start_ms", result.WindowStartMs);
            json.WriteNumber("window_end_ms", result.WindowEndMs);
            json.WriteNumber("views", result.Counts.Views);
            json.WriteNumber("clicks", result.Counts.Clicks);
            if (result.Counts.Ctr is { } ctr) json.WriteNumber("ctr", ctr);
            else json.WriteNull("ctr");
            if (result.Counts.MaxTimestampNs is { } ns) json.WriteNumber("max_producer_timestamp_ns", ns);
            else json.WriteNull("max_producer_timestamp_ns");
            if (grouped) json.WriteString("key", key);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Reads a result of any engine. Returns null with the reason when it is invalid.</summary>
    public static ReceivedResult? Read(ReadOnlySpan<byte> value, out string? fault)
    {
        fault = null;
        try
        {
            var reader = new Utf8JsonReader(value);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return new ReceivedResult(
                root.GetProperty("window_start_ms").GetInt64(), root.GetProperty("window_end_ms").GetInt64(),
                root.GetProperty("views").GetInt64(), root.GetProperty("clicks").GetInt64(),
                Number(root, "ctr")?.GetDouble(), Number(root, "max_producer_timestamp_ns")?.GetInt64(),
                root.TryGetProperty("key", out var key) ? key.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"not a result ({e.Message}): {Excerpt(value)}");
            return null;
        }
    }

    private static JsonElement? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;

    private static string Excerpt(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value[..Math.Min(value.Length, 200)]);
}
