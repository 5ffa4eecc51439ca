using System.Text.RegularExpressions;

namespace CtrBench.Tests;

/// <summary>The checks of <see cref="TidyTests"/>: text in, complaints out, so that they can be tried on bad snippets.</summary>
internal static partial class TidyTestsRules
{
    public const int MaxFileLines = 400;
    public const int MaxLineColumns = 140;
    public const int MaxMethodLines = 70;

    public static readonly string[] PureFolders =
    [
        "src/Windows", "src/Windows/Events", "src/Windows/Semantics", "src/Windows/Emulation", "src/Windows/Recordings", "src/Windows/Testing",
        "src/Traffic/Arrivals", "src/Traffic/Statistics", "src/Traffic/Estimation", "src/Engines/Validation", "src/Engines/Figures",
        "src/Harness/RunModel", "src/Harness/Simulation", "src/Harness/Measurement", "src/Harness/Answers", "src/Harness/Fitting",
        "src/Harness/Objectives", "src/Harness/Thresholds", "src/Harness/Gates", "src/Harness/Explanations",
    ];

    private static readonly string[] EmptyFolderNames = ["Common", "Core", "Utils", "Helpers", "Abstractions", "Services"];

    /// <summary>Length of the file and of its lines.</summary>
    public static IEnumerable<string> Sizes(string path, string text)
    {
        var lines = Lines(text);
        if (lines.Length > MaxFileLines) yield return $"{path}: {lines.Length} lines; at most {MaxFileLines}";
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > MaxLineColumns) yield return $"{path}:{i + 1}: {lines[i].Length} columns; at most {MaxLineColumns}";
        }
    }

    /// <summary>Methods by their braces: from a line that opens a parameter list to the brace that closes its body.</summary>
    public static IEnumerable<string> Methods(string path, string text)
    {
        var lines = Lines(text);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!MethodHead().IsMatch(lines[i])) continue;
            var indent = lines[i].Length - lines[i].TrimStart().Length;
            var end = Array.FindIndex(lines, i, l => l.StartsWith(new string(' ', indent) + "}", StringComparison.Ordinal) || l.Length > 0 && l.EndsWith(';') && Indent(l) <= indent);
            if (end - i + 1 > MaxMethodLines) yield return $"{path}:{i + 1}: a method of {end - i + 1} lines; at most {MaxMethodLines}";
        }
    }

    /// <summary>A file of src is named after the type that it is about; small satellites of that type may share the file.</summary>
    public static IEnumerable<string> TypeName(string path, string text)
    {
        var name = Path.GetFileNameWithoutExtension(path).Split('.')[0];
        if (name is "GlobalUsings" or "Program" or "AssemblyInfo") yield break;
        var types = TopLevelType().Matches(text).Select(m => m.Groups[1].Value).Distinct().ToList();
        if (!types.Contains(name))
            yield return $"{path}: holds {(types.Count == 0 ? "no type" : string.Join(", ", types))}; a file has the name of the type that it is about";
    }

    /// <summary>Pure folders know no I/O, no task, no clock, no unseeded chance, no Akka and no Kafka.</summary>
    public static IEnumerable<string> Purity(string path, string text)
    {
        if (!PureFolders.Any(f => path.StartsWith(f + "/", StringComparison.Ordinal))) yield break;
        var lines = Lines(text);
        for (var i = 0; i < lines.Length; i++)
        {
            var code = CodeOf(lines[i]);
            if (ImpureUsing().IsMatch(code)) yield return $"{path}:{i + 1}: '{code.Trim()}' in a pure folder";
            else if (ImpureName().Match(code) is { Success: true } m) yield return $"{path}:{i + 1}: '{m.Value}' in a pure folder: time and chance are arguments";
            else if (LibraryFunction().Match(code) is { Success: true } f)
                yield return $"{path}:{i + 1}: '{f.Value}' depends on the machine's C library: PortableLog, PortableExp, or a product";
        }
    }

    /// <summary>A suppressed warning says why on its line.</summary>
    public static IEnumerable<string> Suppressions(string path, string text) =>
        Lines(text).Select((line, i) => (line, i)).Where(l => Suppression().IsMatch(l.line) && !SuppressionWithReason().IsMatch(l.line))
            .Select(l => $"{path}:{l.i + 1}: a suppression without a reason on its line");

    /// <summary>Members stand without "this.": the compiler's own check of it (IDE0003) does not run in a build.</summary>
    public static IEnumerable<string> Qualifications(string path, string text) =>
        Lines(text).Select((line, i) => (Line: CodeOf(line), i)).Where(l => Qualification().IsMatch(l.Line))
            .Select(l => $"{path}:{l.i + 1}: 'this.' is not needed");

    /// <summary>The libraries know no command line: no option of the program, and no verb of it, stands in their strings.</summary>
    public static IEnumerable<string> CommandLineWords(string path, string text, IReadOnlySet<string> options, IReadOnlySet<string> verbs)
    {
        var lines = Lines(text);
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (Match word in WordInString().Matches(CodeOf(lines[i])))
            {
                if (options.Contains(word.Groups["option"].Value) || verbs.Contains(word.Groups["verb"].Value))
                    yield return $"{path}:{i + 1}: '{word.Groups["option"]}{word.Groups["verb"]}' is of the command line, which a library does not know";
            }
        }
    }

    /// <summary>An engine is an EngineId everywhere: its name as a string of its own stands in that record's file only.</summary>
    public static IEnumerable<string> EngineNames(string path, string text, IReadOnlyList<string> names)
    {
        if (path == "src/Windows/EngineId.cs") yield break;
        var lines = Lines(text);
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (var name in names.Where(name => CodeOf(lines[i]).Contains($"\"{name}\"", StringComparison.Ordinal)))
                yield return $"{path}:{i + 1}: the name \"{name}\" of an engine as a string; use EngineId";
        }
    }

    /// <summary>No path of the machine that the code was written on.</summary>
    public static IEnumerable<string> MachinePaths(string path, string text) =>
        Lines(text).Select((line, i) => (line, i)).Where(l => MachinePath().IsMatch(l.line))
            .Select(l => $"{path}:{l.i + 1}: an absolute path of one machine: {MachinePath().Match(l.line).Value}");

    /// <summary>Folder names say what is in them.</summary>
    public static IEnumerable<string> FolderName(string path) =>
        path.Split('/').Intersect(EmptyFolderNames).Select(n => $"{path}: '{n}' says nothing");

    /// <summary>Every folder of src is named in ARCHITECTURE.md.</summary>
    public static IEnumerable<string> Unnamed(IEnumerable<string> folders, string architecture) =>
        folders.Where(f => !Regex.IsMatch(architecture, $@"\b{Regex.Escape(f.Split('/')[^1])}\b")).Select(f => $"{f}: not named in ARCHITECTURE.md");

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    private static string CodeOf(string line)
    {
        var comment = line.IndexOf("//", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }

    [GeneratedRegex(@"(?<![\w""@])this\.[A-Za-z_]")]
    private static partial Regex Qualification();

    [GeneratedRegex(@"^    +(public|private|internal|protected|static)\b[^=;]*\(|^    +(public|private|internal|protected) \w+\(")]
    private static partial Regex MethodHead();

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|readonly|ref|partial|unsafe|file) )*(?:class|struct|interface|enum|record(?: struct| class)?|delegate \S+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^\s*(global )?using (static )?(System\.(IO|Net|Threading)\b|Akka\b|Confluent\b)")]
    private static partial Regex ImpureUsing();

    [GeneratedRegex(@"\bTimeProvider\b|\bTask\b|\bFile\.|\bRandom\b|\bStopwatch\b|\bDateTime(Offset)?\.(Utc)?Now\b|\bGuid\.NewGuid\b|\bThread\b")]
    private static partial Regex ImpureName();

    [GeneratedRegex(@"\b(MathF?|[Dd]ouble|[Ff]loat|Single|Half|Complex|TRoot|IPowerFunctions)\.(A?(Sin|Cos|Tan)(h|Pi|Cos|CosPi)?|Atan2(Pi)?|Exp(M1|2|10)*|Log(2|10)?(P1)?|ILogB|Pow|Cbrt|RootN|Hypot)\(")]
    private static partial Regex LibraryFunction();

    [GeneratedRegex(@"#pragma warning disable|\[SuppressMessage|\bSuppressMessage\(")]
    private static partial Regex Suppression();

    [GeneratedRegex(@"#pragma warning disable \S+( \S+)*? *// *\S+|Justification = ""[^""]+""")]
    private static partial Regex SuppressionWithReason();

    // Some way into a string; a remedy's own "--packages" of spark-submit is no option of ours.
    [GeneratedRegex(@"(?<=""[^""]*)(?:(?<option>--[a-z][a-z-]*)|(?:\bctrbench |\()(?<verb>[a-z]+) )")]
    private static partial Regex WordInString();

    [GeneratedRegex(@"(?<![\w.])/(work|root|home/\w+)/|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();
}
