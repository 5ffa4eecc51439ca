using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace CtrBench.Tests.Fuzz;

/// <summary>
/// Text from outside, changed a little: values replaced by odd ones, members dropped, repeated or renamed, text cut, bytes changed. A sample
/// is found again by the seed that a failure prints. How many there are: a few in every run, and as many as the environment variable
/// CTRBENCH_FUZZ says at night.
/// </summary>
internal static partial class Mutated
{
    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "0.5", "1e999", "-1e308", "2147483648", "9223372036854775807", "-9223372036854775808", "99999999999999999999",
        "\"\"", "\"x\"", "\"NaN\"", "\"\\u0000\"", "\"-Infinity\"", "\"99999999999999999999\"", "\"9999999-13-99T99:99:99.999Z\"", "[]", "[null]", "{}", "{\"a\":null}",
    ];

    /// <summary>How many mutations a test tries where it tries <paramref name="usually"/> in every run.</summary>
    public static int Count(int usually) =>
        int.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count : usually;

    /// <summary>Mutations of JSON or other text.</summary>
    public static Gen<string> Text(params IReadOnlyList<string> samples) =>
        Gen.Select(Gen.Int[0, samples.Count - 1], Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000]).Array[1, 3])
            .Select((sample, changes) => changes.Aggregate(samples[sample], (text, change) => Changed(text, change)));

    /// <summary>The mutation of that number.</summary>
    public static string Of(IReadOnlyList<string> samples, int number)
    {
        var random = new Random(number);
        var text = samples[random.Next(samples.Count)];
        for (var changes = random.Next(1, 4); changes > 0; changes--) text = Changed(text, (random.Next(10), random.Next(1_000_000), random.Next(1_000_000)));
        return text;
    }

    /// <summary>Runs <paramref name="read"/> on each: only exceptions that <paramref name="allowed"/> names may leave it.</summary>
    public static void Check(Gen<string> texts, int usually, Action<string> read, Func<Exception, bool> allowed) => texts.Sample(
        text =>
        {
            try
            {
                read(text);
                return true;
            }
            catch (Exception error) when (allowed(error))
            {
                return true;
            }
        },
        iter: Count(usually), print: text => text.Length <= 2_000 ? text : text[..2_000]);

    private static string Changed(string text, (int Kind, int A, int B) change)
    {
        if (text.Length == 0) return text;
        var (at, other) = (change.A % text.Length, Odd[change.B % Odd.Length]);
        return change.Kind switch
        {
            0 => text[..at],
            1 => text.Remove(at, Math.Min(1 + change.B % 8, text.Length - at)),
            2 => text.Insert(at, text.Substring(at, Math.Min(1 + change.B % 40, text.Length - at))),
            3 => new StringBuilder(text) { [at] = (char)(change.B % 128) }.ToString(),
            4 => Replaced(Member(), text, change.A, match => change.B % 3 == 0 ? match + "," + match : change.B % 3 == 1 ? "\"x\":1" : match.Replace('e', 'f')),
            _ => Replaced(Value(), text, change.A, _ => other),
        };
    }

    private static string Replaced(Regex pattern, string text, int choice, Func<string, string> by)
    {
        var matches = pattern.Matches(text);
        if (matches.Count == 0) return text;
        var match = matches[choice % matches.Count];
        return string.Concat(text.AsSpan(0, match.Index), by(match.Value), text.AsSpan(match.Index + match.Length));
    }

    // A value after a colon, a bracket or a comma: also one inside the text of a value.
    [GeneratedRegex("""(?<=[:\[,])\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)""")]
    private static partial Regex Value();

    [GeneratedRegex("""
        "[^"\\]+"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)
        """)]
    private static partial Regex Member();
}
