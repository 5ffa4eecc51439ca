using System.Text.RegularExpressions;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// The message of a query that ended: without the plan that Spark appends, and in plain words for records that are gone (K13).
/// </summary>
internal static partial class SparkDataLoss
{
    private const string Plan = "=== Streaming Query ===";

    /// <summary>Whether a query ended because records were removed.</summary>
    public static bool Is(string message) => message.Contains("failOnDataLoss", StringComparison.Ordinal);

    /// <summary>The error of such a query: a negative answer, as a twin gives it.</summary>
    /// <param name="message">Spark's message.</param>
    /// <param name="removed">How many offsets behind the last batch are gone; null if unknown.</param>
    public static RecordsRemovedException Of(string message, long? removed) => new(
        Say(message) + (removed is { } offsets
            ? FormattableString.Invariant($". {offsets} offsets behind the query's last batch were removed by the topic's retention")
            : ". How many were removed is not known"))
    {
        Setting = $"{nameof(DeliverySettings)}.{nameof(DeliverySettings.FailOnDataLoss)}",
    };

    /// <summary>What ended the query.</summary>
    public static string Shorten(string message) => Is(message)
        ? $"{Say(message)}. Increase retention.ms and retention.bytes of the topic, or read faster; a new run starts at the oldest record "
            + "kept"
        : WithoutPlan(message);

    private static string WithoutPlan(string message)
    {
        var at = message.IndexOf(Plan, StringComparison.Ordinal);
        return (at < 0 ? message : message[..at]).TrimEnd();
    }

    private static string Say(string message)
    {
        var text = WithoutPlan(message);
        var what = Range().Match(text) is { Success: true } m
            ? $"offsets {m.Groups[1].Value} to {m.Groups[2].Value} (exclusive) of {m.Groups[3].Value} are no longer all there"
            : text;
        return "Spark ended the query because records of the events topic were removed before it read them (failOnDataLoss): "
            + what;
    }

    [GeneratedRegex(@"records in offset \[(\d+), (\d+)\) for topic partition (\S+)")]
    private static partial Regex Range();
}
