using System.Globalization;
using System.Text;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Values as Spark's SQL text.</summary>
internal static class SparkSql
{
    /// <summary>A duration in its largest exact unit: <c>10 seconds</c>, <c>1500 milliseconds</c>.</summary>
    public static string Interval(long ms) =>
        ms % 1_000 == 0 ? Invariant($"{ms / 1_000} seconds") : Invariant($"{ms} milliseconds");

    /// <summary>A string literal.</summary>
    public static string Text(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";

    /// <summary>The UTF-8 bytes of a text as a binary literal.</summary>
    public static string Binary(string text) => "X'" + Convert.ToHexString(Encoding.UTF8.GetBytes(text)) + "'";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
