using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>A moment to come, with its time zone: <c>2030-01-31T12:00:00Z</c>.</summary>
internal static class MomentText
{
    private const string Example = "2030-01-31T12:00:00Z";
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK", "yyyy-MM-dd'T'HH:mmK"];
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(1);

    /// <summary>Reads a moment after <paramref name="now"/>, at most a day away. Epoch ms.</summary>
    /// <exception cref="UsageException">The text is none.</exception>
    public static long Parse(string option, string text, DateTimeOffset now)
    {
        var trimmed = text.Trim();
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal;
        if (!DateTimeOffset.TryParseExact(trimmed, Forms, CultureInfo.InvariantCulture, Styles, out var moment))
            throw new UsageException(option, text, $"not a time: write {Example}");
        if (!trimmed.EndsWith('Z') && !HasOffset(trimmed)) throw new UsageException(option, text, $"a time zone is missing: {Example}");
        var nowText = now.UtcDateTime.ToString("s", CultureInfo.InvariantCulture);
        if (moment <= now) throw new UsageException(option, text, $"is past: it is {nowText}Z");
        if (moment - now > Farthest) throw new UsageException(option, text, "is more than a day away");
        return moment.ToUnixTimeMilliseconds();
    }

    private static bool HasOffset(string text) => text.IndexOfAny(['+', '-'], text.IndexOf('T', StringComparison.Ordinal)) > 0;
}
