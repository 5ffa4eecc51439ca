using System.Globalization;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// The metrics needed of a vertex. Names differ between versions and contain numbers that grow with every statement, so they are matched by
/// their suffix.
/// </summary>
internal sealed class MetricNames
{
    private const string LateDropped = ".numLateRecordsDropped";
    private const string SourcePrefix = "Source__";

    private MetricNames(IReadOnlyList<string> all, string eventsTopic)
    {
        // Flink replaces these characters by underscores in metric names.
        var topic = string.Concat(eventsTopic.Select(c => c is '.' or ' ' or ':' or ',' ? '_' : c));
        var offset = $".topic.{topic}.partition.";
        foreach (var name in all)
        {
            if (name.StartsWith(SourcePrefix, StringComparison.Ordinal))
            {
                if (PartitionOf(name, offset) is { } partition) Positions[partition] = name;
                else if (name.EndsWith("records-lag-max", StringComparison.Ordinal)) Lag = name;
                else if (IsOperatorMetric(name, ".numRecordsIn")) RecordsIn = name;
            }
            else if (name.EndsWith(LateDropped, StringComparison.Ordinal))
            {
                Late = name;
                var watermark = name[..^LateDropped.Length] + ".currentInputWatermark";
                if (all.Contains(watermark)) Watermark = watermark;
            }
            else if (name.EndsWith(".numRecordsSend", StringComparison.Ordinal)) Sent = name;
        }
    }

    /// <summary>Records that the source operator has read; null where there is no source.</summary>
    public string? RecordsIn { get; private set; }

    /// <summary>Offset of the last record read, by partition.</summary>
    public Dictionary<int, string> Positions { get; } = [];

    /// <summary>Records behind the end offset.</summary>
    public string? Lag { get; private set; }

    /// <summary>Late rows dropped; null where there is no window operator.</summary>
    public string? Late { get; private set; }

    /// <summary>The window operator's watermark.</summary>
    public string? Watermark { get; private set; }

    /// <summary>Results handed to the Kafka client; null where there is no writer.</summary>
    public string? Sent { get; private set; }

    /// <summary>All names to request, including those of the vertex as a whole.</summary>
    public IReadOnlyList<string> Wanted =>
    [
        .. new[] { RecordsIn, Lag, Late, Watermark, Sent }.OfType<string>(), .. Positions.Values,
        "numRecordsIn", "numRecordsOut", "busyTimeMsPerSecond", "backPressuredTimeMsPerSecond",
    ];

    /// <summary>The needed ones among all names of a vertex.</summary>
    public static MetricNames Pick(IReadOnlyList<string> all, string eventsTopic) => new(all, eventsTopic);

    // The operator's own metric, not one of a subgroup.
    private static bool IsOperatorMetric(string name, string end) =>
        name.EndsWith(end, StringComparison.Ordinal) && name.IndexOf('.', StringComparison.Ordinal) == name.Length - end.Length;

    private static int? PartitionOf(string name, string offset)
    {
        const string end = ".currentOffset";
        var at = name.IndexOf(offset, StringComparison.Ordinal);
        if (at < 0 || !name.EndsWith(end, StringComparison.Ordinal)) return null;
        var number = name.AsSpan(at + offset.Length, name.Length - end.Length - at - offset.Length);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? partition : null;
    }
}
