namespace CtrBench.Harness.Cli;

/// <summary>The known name that a misspelt one most likely meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The nearest of <paramref name="known"/>, or null when none is near: more than a third of the letters would have to change.
    /// </summary>
    public static string? Of(string text, IEnumerable<string> known)
    {
        string? nearest = null;
        var least = Math.Max(2, text.Length / 3) + 1;
        foreach (var name in known)
        {
            var begun = text.Length >= 3 && name.StartsWith(text, StringComparison.OrdinalIgnoreCase);
            var edits = begun ? 1 : Edits(text.ToLowerInvariant(), name);
            if (edits >= least) continue;
            (nearest, least) = (name, edits);
        }

        return nearest;
    }

    /// <summary>How an error's sentence ends: <c>; did you mean X?</c>, or with a full stop.</summary>
    public static string Hint(string text, IEnumerable<string> known) => Of(text, known) is { } name ? $"; did you mean {name}?" : ".";

    /// <summary>Levenshtein distance, one row at a time.</summary>
    private static int Edits(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j < row.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, 1 + Math.Min(row[j - 1], row[j]));
            }
        }

        return row[^1];
    }
}
