using System.Text.RegularExpressions;

namespace CtrBench.Engines.FlinkSql;

/// <summary>The deepest cause in a Flink stack trace, as Flink message it.</summary>
internal static partial class FlinkErrorText
{
    private const string CausedBy = "Caused by: ";
    private const int MaxLength = 2_000;

    /// <summary>
    /// The deepest cause in the errors of a reply. The gateway puts a headline before the stack trace; if the text was truncated, the
    /// deepest cause present is used.
    /// </summary>
    public static string Cause(IReadOnlyList<string> errors) =>
        errors.Count == 0 ? "no reason given" : Cause(errors.LastOrDefault(e => e.Contains('\n', StringComparison.Ordinal)) ?? errors[^1]);

    /// <summary>The deepest cause in a stack trace.</summary>
    public static string Cause(string stack)
    {
        var lines = stack.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !Frame().IsMatch(line)).ToList();
        var heads = Enumerable.Range(0, lines.Count).Where(i => lines[i].StartsWith(CausedBy, StringComparison.Ordinal)).ToList();
        // A cause without a message, such as a NullPointerException, is explained by the one above it.
        for (var i = heads.Count - 1; i >= 0; i--)
        {
            var cause = Message(lines, heads[i], CausedBy.Length);
            if (!cause.Contains(": ", StringComparison.Ordinal)) continue;
            return i == heads.Count - 1 ? cause : $"{cause} ({Message(lines, heads[^1], CausedBy.Length)})";
        }

        return lines.Count == 0 ? "no reason given" : Message(lines, 0, 0);
    }

    // A message may span several lines, up to the next cause.
    private static string Message(List<string> lines, int head, int skip)
    {
        var text = lines[head][skip..];
        for (var i = head + 1; i < lines.Count && !lines[i].StartsWith(CausedBy, StringComparison.Ordinal); i++)
        {
            if (lines[i].Length > 0) text += "\n" + lines[i];
        }

        text = ClassName().Replace(text.Replace("<Exception on server side:\n", "", StringComparison.Ordinal), "$1", 1).TrimEnd();
        return text.Length <= MaxLength ? text : text[..MaxLength] + "...";
    }

    [GeneratedRegex(@"^\s+at |^\s+\.\.\. \d+ more|^End of exception on server side>")]
    private static partial Regex Frame();

    // org.apache.flink.table.api.ValidationException -> ValidationException
    [GeneratedRegex(@"^(?:[a-z][\w$]*\.)+([A-Z][\w$]*)")]
    private static partial Regex ClassName();
}
