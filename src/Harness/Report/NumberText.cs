using System.Globalization;

namespace CtrBench.Harness.Report;

/// <summary>
/// Readable numbers: suitable digits, thousands separators, units. Culture-invariant, so the report has the same bytes everywhere.
/// </summary>
internal static class NumberText
{
    private const double AlmostOne = 1e-12;

    /// <summary>A count: 86,400,000.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds without the unit: 21,819; 84.2; 0.31.</summary>
    public static string Ms(double value) => value.ToString(
        Math.Abs(value) switch { >= 99.95 => "#,0", >= 9.995 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);

    /// <summary>A latency with its unit: 21.82 s from 10 s on, else 1,819 ms.</summary>
    public static string Latency(double ms) => Math.Abs(ms) >= 9_999.5
        ? (ms / 1_000).ToString("#,0.00", CultureInfo.InvariantCulture) + " s"
        : Ms(ms) + " ms";

    /// <summary>A configured duration with its unit: 20 s, 200 ms, 10 min.</summary>
    public static string Duration(long ms) => ms switch
    {
        _ when ms >= 3_600_000 && ms % 3_600_000 == 0 => Count(ms / 3_600_000) + " h",
        _ when ms >= 60_000 && ms % 60_000 == 0 => Count(ms / 60_000) + " min",
        0 => "0 s",
        _ when ms >= 1_000 => (ms / 1_000.0).ToString("#,0.###", CultureInfo.InvariantCulture) + " s",
        _ => Count(ms) + " ms",
    };

    /// <summary>A share as percent; never rounded up to 100 %, because one lost event matters: 99.9998 %.</summary>
    public static string Percent(double share)
    {
        if (share >= 1 - AlmostOne)
            return "100 %";
        if (share <= 0)
            return "0 %";
        double percent = Math.Floor(share * 1e6) / 1e4;
        return percent.ToString(percent >= 99 ? "0.00##" : "0.0#", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A rate: 5,000/s.</summary>
    public static string PerSecond(double rate) => rate.ToString(rate >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture) + "/s";

    /// <summary>A statistic with about three digits: 1.003, 0.0412, 128.</summary>
    public static string Figure(double value) => value.ToString(
        Math.Abs(value) switch { >= 99.95 => "#,0", >= 9.995 => "0.0", >= 0.9995 => "0.00", _ => "0.0###" }, CultureInfo.InvariantCulture);

    /// <summary>An axis label.</summary>
    public static string Tick(double value) => (Math.Abs(value) < 1e-9 ? 0 : value).ToString("#,0.#####", CultureInfo.InvariantCulture);
}
