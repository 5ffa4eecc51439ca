using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Reads the progress JSON of Spark's queries (S36, E10).</summary>
internal static class SparkProgressReader
{
    private const int MostPartitions = 9_000;

    // No count of a run comes near it, and sums over partitions stay inside a long.
    private const long MostRows = 1_000_000_000_000_000;

    /// <summary>
    /// The entry in <paramref name="json"/>, of a query that read <paramref name="partitions"/> partitions at its start; it may name more.
    /// </summary>
    /// <exception cref="SparkQueryException">It does not have the format of any known version; the message quotes it.</exception>
    public static SparkProgress Read(string json, int partitions)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, partitions);
        }
        // Each is an answer of the JSON reader to text that is not what is expected: a missing or other field, an array that is too short,
        // a number or a name that is too large, a date that is none.
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            throw new SparkQueryException($"Spark's progress cannot be parsed ({e.Message}): "
                + $"{json[..Math.Min(json.Length, 500)]}", cause: e);
        }
    }

    private static SparkProgress Read(JsonElement root, int partitions)
    {
        var durations = root.GetProperty("durationMs").EnumerateObject().ToDictionary(d => d.Name, d => Count(d.Value));
        var source = root.GetProperty("sources")[0];
        var state = root.TryGetProperty("stateOperators", out var operators) && operators.GetArrayLength() > 0 ? operators[0] : default;
        var times = root.TryGetProperty("eventTime", out var eventTime) ? eventTime : default;
        // Partitions that were added since appear with the first batch that reads them, at its end before its start.
        var end = Offsets(source.GetProperty("endOffset"), partitions) ?? [];
        var report = new MicroBatchReport
        {
            Id = Count(root.GetProperty("batchId")),
            Start = Offsets(source.GetProperty("startOffset"), end.Length),
            End = end,
            InputRows = Count(source.GetProperty("numInputRows")),
            WatermarkMs = Time(times, "watermark") ?? 0,
            EventTime = Statistics(times),
            // Spark reports -1 if a sink does not count; Kafka's does.
            Emitted = (int)Math.Min(int.MaxValue, Number(root.GetProperty("sink"), "numOutputRows")),
            RowsDropped = Number(state, "numRowsDroppedByWatermark"),
            RowsTotal = Number(state, "numRowsTotal"),
            RowsUpdated = Number(state, "numRowsUpdated"),
            RowsRemoved = Number(state, "numRowsRemoved"),
            StartedMs = Time(root, "timestamp") ?? throw new FormatException("timestamp is not a time"),
            DurationMs = durations.GetValueOrDefault("triggerExecution"),
            PhasesMs = durations,
        };
        // The entry of a batch that ran always contains this phase.
        return new SparkProgress(!durations.ContainsKey("addBatch"), report);
    }

    private static EventTimeStatistics? Statistics(JsonElement times) =>
        Time(times, "min") is { } min && Time(times, "max") is { } max && Time(times, "avg") is { } avg
            ? new EventTimeStatistics(min, max, avg)
            : null;

    // JSON text inside the JSON (E10), or an object; null before the first batch.
    private static long[]? Offsets(JsonElement offsets, int partitions)
    {
        if (offsets.ValueKind == JsonValueKind.Null) return null;
        using var text = offsets.ValueKind == JsonValueKind.String ? JsonDocument.Parse(offsets.GetString()!) : null;
        var result = new long[partitions];
        foreach (var topic in (text?.RootElement ?? offsets).EnumerateObject())
        {
            foreach (var partition in topic.Value.EnumerateObject())
            {
                var index = int.Parse(partition.Name, NumberStyles.None, CultureInfo.InvariantCulture);
                if (index > MostPartitions) throw new FormatException($"partition {index}");
                if (index >= result.Length) Array.Resize(ref result, index + 1);
                result[index] = Count(partition.Value);
            }
        }

        return result;
    }

    private static long? Time(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var time)
            ? EpochText.Ms(time.GetString() ?? "")
            : null;

    private static long Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var number) ? Count(number) : 0;

    // -1 is Spark's "unknown".
    private static long Count(JsonElement number) => number.GetInt64() is >= -1 and <= MostRows and var count
        ? count
        : throw new FormatException($"{number} is out of range");
}

/// <summary>Times as Spark prints them: ISO with milliseconds and Z. A year beyond 9999 has a sign and five digits (C-P).</summary>
internal static partial class EpochText
{
    /// <summary>Epoch ms; null when the text is not such a time.</summary>
    public static long? Ms(string text)
    {
        if (Iso().Match(text) is not { Success: true } m) return null;
        var (year, month, day) = (Number(m, "y"), Number(m, "m"), Number(m, "d"));
        if (month is < 1 or > 12 || day is < 1 or > 31) return null;
        if (m.Groups["sign"].ValueSpan is "-") year = -year;
        var ms = m.Groups["f"].Success ? Number(m, "f") : 0;
        // Java's last year has ten digits, and no event time comes near it.
        var epochMs = (((Int128)DaysFromEpoch(year, month, day) * 24 + Number(m, "h")) * 60 + Number(m, "min")) * 60_000
            + Number(m, "s") * 1_000 + ms;
        return epochMs >= long.MinValue && epochMs <= long.MaxValue ? (long)epochMs : null;
    }

    // Counted from 1 March, so that the leap day is the last day of its year.
    private static long DaysFromEpoch(long year, long month, long day)
    {
        var y = month <= 2 ? year - 1 : year;
        var era = Math.DivRem(y >= 0 ? y : y - 399, 400).Quotient;
        var yearOfEra = y - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<sign>[+-]?)(?<y>\d{4,9})-(?<m>\d\d)-(?<d>\d\d)T(?<h>\d\d):(?<min>\d\d):(?<s>\d\d)(?:\.(?<f>\d{3}))?Z$")]
    private static partial Regex Iso();
}

/// <summary>One progress entry of a query.</summary>
/// <param name="IsIdle">
/// Whether it only reports that nothing ran for 10 s (S37). Its batch id is then that of the next batch, and it has no report.
/// </param>
/// <param name="Report">The batch.</param>
internal sealed record SparkProgress(bool IsIdle, MicroBatchReport Report);
