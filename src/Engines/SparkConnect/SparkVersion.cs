using System.Globalization;
using System.Text.RegularExpressions;

namespace CtrBench.Engines.SparkConnect;

/// <summary>A server's version and what follows from it (E11).</summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number.</param>
/// <param name="Text">As the server reports it.</param>
internal sealed partial record SparkVersion(int Major, int Minor, string Text)
{
    /// <summary>Whether a session can be released, which stops its queries; in 3.5 it ends by its timeout.</summary>
    public bool HasReleaseSession => Major >= 4;

    /// <summary>Whether the causes of an error can be requested.</summary>
    public bool HasErrorDetails => Major >= 4;

    /// <summary>Whether the adapter was tested with servers of this version.</summary>
    public bool IsKnown => (Major, Minor) is (3, 5) or (4, >= 0 and <= 3);

    /// <summary>Parses a server's version text; null when it is invalid.</summary>
    public static SparkVersion? Parse(string text) =>
        Numbers().Match(text) is { Success: true } match ? new SparkVersion(Number(match, 1), Number(match, 2), text) : null;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{1,4})\.(\d{1,4})\b")]
    private static partial Regex Numbers();
}
