using System.Globalization;

namespace CtrBench.Engines.FlinkSql;

/// <summary>Flink SQL literals.</summary>
internal static class SqlText
{
    /// <summary>A character literal.</summary>
    public static string Literal(string text) => $"'{Escape(text)}'";

    /// <summary>A text escaped for use inside quotes.</summary>
    public static string Escape(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    /// <summary>
    /// An interval of this many ms. The default precision of SECOND is two digits, so longer intervals state theirs; whole seconds have no
    /// fraction.
    /// </summary>
    public static string Interval(long ms)
    {
        var (seconds, fraction) = Math.DivRem(ms, 1000);
        var digits = Math.Max(2, seconds.ToString(CultureInfo.InvariantCulture).Length);
        return (digits, fraction) switch
        {
            (2, 0) => FormattableString.Invariant($"INTERVAL '{seconds}' SECOND"),
            (_, 0) => FormattableString.Invariant($"INTERVAL '{seconds}' SECOND({digits})"),
            _ => FormattableString.Invariant($"INTERVAL '{seconds}.{fraction:000}' SECOND({digits}, 3)"),
        };
    }

    /// <summary>A duration in the format of Flink's settings.</summary>
    public static string Duration(long ms) => FormattableString.Invariant($"{ms} ms");
}
