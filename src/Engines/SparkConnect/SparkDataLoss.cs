using System.Text.RegularExpressions;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// The message of a query that ended: without the plan that Spark appends, and in plain words for records that are gone (K13).
/// </summary>
internal static partial class SparkDataLoss
{
    private const string Plan = "=== Streaming Query ===";

    /// <summary>What ended the query.</summary>
    public static string Shorten(string message)
    {
        var at = message.IndexOf(Plan, StringComparison.Ordinal);
        var text = (at < 0 ? message : message[..at]).TrimEnd();
        if (!message.Contains("failOnDataLoss", StringComparison.Ordinal)) return text;
        var what = Range().Match(text) is { Success: true } m
            ? $"offsets {m.Groups[1].Value} to {m.Groups[2].Value} (exclusive) of {m.Groups[3].Value} are no longer all there"
            : text;
        return "Spark ended the query because records of the events topic were removed before it read them (failOnDataLoss): "
            + $"{what}. Increase retention.ms and retention.bytes of the topic, or read faster; a new run starts at the oldest record kept";
    }

    [GeneratedRegex(@"records in offset \[(\d+), (\d+)\) for topic partition (\S+)")]
    private static partial Regex Range();
}
