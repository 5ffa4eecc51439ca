using System.Text.RegularExpressions;

namespace CtrBench.Tests;

/// <summary>
/// The checks of <see cref="TidyTestsOfCitations"/>: what comments, messages and documents cite is defined, or is there. Text in, complaints
/// out.
/// </summary>
internal static partial class TidyTestsCitations
{
    /// <summary>The page that defines ids, each in the first column of a table.</summary>
    public const string Page = "docs/semantics.md";

    // Times in formulas.
    private static readonly string[] NoIds = ["T1"];

    /// <summary>The ids that the page defines.</summary>
    public static HashSet<string> Defined(string page) => [.. Definition().Matches(page).Select(m => m.Groups[1].Value)];

    /// <summary>Ids that the page defines twice.</summary>
    public static IEnumerable<string> DefinedTwice(string page) =>
        Definition().Matches(page).Select(m => m.Groups[1].Value).GroupBy(id => id).Where(g => g.Count() > 1)
            .Select(g => $"{Page}: defines {g.Key} {g.Count()} times");

    /// <summary>Cited ids, and all ids of cited ranges (S1-S38), are defined.</summary>
    public static IEnumerable<string> Ids(string path, string text, IReadOnlySet<string> defined)
    {
        foreach (var (line, words) in Words(path, text))
        {
            foreach (var range in IdRange().Matches(words).Select(m => m.Groups))
            {
                var (from, to) = (int.Parse(range[2].ValueSpan), int.Parse(range[4].ValueSpan));
                if (range[1].Value != range[3].Value || from >= to) yield return $"{path}:{line}: {range[0].Value} is not a range of ids";
                else if (Enumerable.Range(from, to - from).Select(i => $"{range[1].Value}{i}").FirstOrDefault(id => !defined.Contains(id)) is { } gap)
                    yield return $"{path}:{line}: {range[0].Value} is cited, and {Page} does not define {gap}";
            }

            foreach (var issue in Issue().Matches(words).Select(m => m.Value))
                yield return $"{path}:{line}: {issue} is cited, which is not in the repository";
            foreach (var id in Id().Matches(words).Select(m => m.Value).Where(id => !defined.Contains(id) && !NoIds.Contains(id)))
                yield return $"{path}:{line}: {id} is cited, and {Page} does not define it";
        }
    }

    /// <summary>Files and folders that are named are there, and headings that are named with a document (docs/x.md "Heading") are in it.</summary>
    /// <param name="path">The text's own file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="repository">Paths of all files of the repository, and their text on demand.</param>
    public static IEnumerable<string> Files(string path, string text, TidyTestsRepository repository)
    {
        foreach (var (line, words) in Words(path, text, commentsOnly: true))
        {
            foreach (var name in FileName().Matches(words).Select(m => m.Value).Where(name => repository.Resolve(path, name) is null))
                yield return $"{path}:{line}: {name} is not in the repository";
            foreach (var heading in NamedHeading().Matches(words).Select(m => m.Groups))
            {
                if (repository.Resolve(path, heading[1].Value) is { } page && !repository.Read(page).Contains($"# {heading[2].Value}", StringComparison.Ordinal))
                    yield return $"{path}:{line}: {heading[1].Value} has no heading \"{heading[2].Value}\"";
            }

            foreach (var section in SectionNumber().Matches(words).Select(m => m.Value))
                yield return $"{path}:{line}: '{section}': sections here have no numbers; name the document and the heading: docs/x.md \"Heading\"";
        }
    }

    /// <summary>Tests that are named are there: a class, <c>Class.Method</c>, the beginning of a method's name before three dots.</summary>
    public static IEnumerable<string> Tests(string path, string text, TidyTestsRepository repository)
    {
        foreach (var (line, words) in Words(path, text, commentsOnly: true))
        {
            foreach (var test in TestName().Matches(words).Select(m => m.Groups))
            {
                var of = repository.Tests.Where(t => Path.GetFileNameWithoutExtension(t) == test[1].Value).ToList();
                if (of.Count == 0) yield return $"{path}:{line}: there is no {test[1].Value} in tests";
                else if (test[2].Success && !of.Any(t => repository.Read(t).Contains($" {test[2].Value}", StringComparison.Ordinal)))
                    yield return $"{path}:{line}: {test[1].Value} has no test {test[2].Value}";
            }

            foreach (var begin in MethodBegin().Matches(words).Select(m => m.Groups[1].Value))
            {
                if (!repository.Tests.Any(t => repository.Read(t).Contains($" {begin}", StringComparison.Ordinal)))
                    yield return $"{path}:{line}: no test has a name that begins with {begin}";
            }
        }
    }

    /// <summary>Recordings that a document names (<c>`spark-a1`</c>: the name, or the beginning of names) are there.</summary>
    public static IEnumerable<string> Recordings(string path, string text, IEnumerable<string> recordings) =>
        from words in Words(path, text)
        from name in RecordingName().Matches(words.Text).Select(m => m.Groups[1].Value)
        where !recordings.Any(r => r.StartsWith(name, StringComparison.Ordinal))
        select $"{path}:{words.Line}: there is no recording {name}";

    // Of code: comments, messages and names of tests (S3_a_candidate...). Of a document: everything.
    private static IEnumerable<(int Line, string Text)> Words(string path, string text, bool commentsOnly = false)
    {
        if (!path.EndsWith(".cs", StringComparison.Ordinal)) return text.Split('\n').Select((line, i) => (i + 1, line));
        var tokens = Token().Matches(text).Where(m => m.Groups["comment"].Success || (m.Groups["text"].Success && !commentsOnly)).Select(m => (m.Index, m.Value));
        if (!commentsOnly) tokens = tokens.Concat(RuleTestName().Matches(text).Select(m => (m.Index, m.Groups[1].Value)));
        return tokens.Select(t => (text.AsSpan(0, t.Index).Count('\n') + 1, t.Value));
    }

    [GeneratedRegex(@"\bissues? \d+", RegexOptions.IgnoreCase)]
    private static partial Regex Issue();

    [GeneratedRegex(@"^\| ([A-Z][1-9]\d?) \|", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"(?<![\w/.:-])([A-Z])([1-9]\d?) ?(?:-|–|to) ?([A-Z])([1-9]\d?)(?!\w)")]
    private static partial Regex IdRange();

    [GeneratedRegex(@"(?<![\w/.:])[A-Z][1-9]\d?(?!\w|\.\w)")]
    private static partial Regex Id();

    [GeneratedRegex(
        @"(?<![\w/.:-])(?:(?!s?bin/)[\w./-]+\.(?:md|cs|sh|py|csproj|sln|props|targets)\b|(?:docs|src|tests|bench)/[\w./-]*\w)")]
    private static partial Regex FileName();

    [GeneratedRegex(@"(?<![\w/.:-])([\w./-]+\.md) ""([^""]+)""")]
    private static partial Regex NamedHeading();

    [GeneratedRegex(@"\b[Ss]ections? \d+")]
    private static partial Regex SectionNumber();

    [GeneratedRegex(@"(?<![\w./])([A-Z]\w+Tests)\b(?:\.([A-Z]\w+))?")]
    private static partial Regex TestName();

    [GeneratedRegex(@"`([A-Z][1-9]\d?_\w*)\.\.\.`")]
    private static partial Regex MethodBegin();

    [GeneratedRegex(@"`((?:spark|flink)-[\w.-]*\w)`")]
    private static partial Regex RecordingName();

    [GeneratedRegex(@"(?<= )([A-Z][1-9]\d?)_[A-Za-z]\w*\(")]
    private static partial Regex RuleTestName();

    [GeneratedRegex(
        @"(?<text>""{3,}.*?""{3,}|@""(?:[^""]|"""")*""|""(?:\\.|[^""\\\n])*"")|'(?:\\.|[^'\\\n])+'|(?<comment>//[^\n]*|/\*.*?\*/)",
        RegexOptions.Singleline)]
    private static partial Regex Token();
}
