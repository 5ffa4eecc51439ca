using System.Globalization;
using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Explanations;

/// <summary>Moments of a run as text, UTC: the time of day, with the date where it is another day than the run's first.</summary>
internal sealed class ClockText(long startMs)
{
    /// <summary>A moment.</summary>
    public string Of(double epochMs)
    {
        if (!(Math.Abs(epochMs) < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())) return "never";
        var at = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(epochMs));
        var day = at.Date == DateTimeOffset.FromUnixTimeMilliseconds(startMs).Date ? "" : "yyyy-MM-dd ";
        return at.ToString(day + (at.Millisecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fff"), CultureInfo.InvariantCulture);
    }

    /// <summary>How long after a moment: 1.5 s after; where it is negative, before.</summary>
    public static string After(double ms) => ms < 0 ? $"{AnswerText.Duration(-ms)} before" : $"{AnswerText.Duration(ms)} after";
}
