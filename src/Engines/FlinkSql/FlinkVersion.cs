using System.Globalization;

namespace CtrBench.Engines.FlinkSql;

/// <summary>The version of a Flink, as reported by its gateway.</summary>
/// <param name="Text">As reported, "2.2.1".</param>
/// <param name="Major">First number; 0 when the text has none.</param>
/// <param name="Minor">Second number.</param>
internal sealed record FlinkVersion(string Text, int Major, int Minor)
{
    private static readonly (int Major, int Minor)[] Known = [(1, 20), (2, 0), (2, 1), (2, 2), (2, 3)];

    /// <summary>Whether the rules of this version were tested against recordings of it, or of its neighbours.</summary>
    public bool IsKnown => Known.Contains((Major, Minor));

    /// <summary>The rules of its twin: the newest for an unknown version.</summary>
    public FlinkRules Rules => FlinkRuleSets.Of(Major, Minor);

    /// <summary>Known versions, for messages.</summary>
    public static string KnownText => string.Join(", ", Known.Select(v => FormattableString.Invariant($"{v.Major}.{v.Minor}")));

    /// <summary>Reads "2.2.1", "2.3-SNAPSHOT" and the like.</summary>
    public static FlinkVersion Parse(string text)
    {
        var parts = text.Split('.', '-');
        return new FlinkVersion(text, Number(parts, 0), Number(parts, 1));
    }

    private static int Number(string[] parts, int index) =>
        index < parts.Length && int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
