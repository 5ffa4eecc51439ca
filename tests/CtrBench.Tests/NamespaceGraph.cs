using System.Text.RegularExpressions;

namespace CtrBench.Tests;

/// <summary>
/// Which namespaces of src use which: a file uses another namespace when it can see it, by a using line or as its parent, and names one of
/// its types.
/// </summary>
internal sealed partial class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _uses = new(StringComparer.Ordinal);

    /// <summary>The graph of these files of src. Global using lines hold for all files of their project.</summary>
    public NamespaceGraph(IEnumerable<(string Path, string Text)> sources)
    {
        var files = sources.Select(source => new SourceFile(source.Path, source.Text)).ToList();
        var globals = files.GroupBy(f => f.Project).ToDictionary(g => g.Key, g => g.SelectMany(f => f.GlobalUsings).ToHashSet());
        var types = files.Where(f => f.Namespace.Length > 0).GroupBy(f => f.Namespace)
            .ToDictionary(g => g.Key, g => g.SelectMany(f => f.Types).ToHashSet());
        foreach (var name in types.Keys) _uses[name] = new(StringComparer.Ordinal);
        foreach (var file in files.Where(f => f.Namespace.Length > 0))
        {
            foreach (var (other, theirs) in types)
            {
                var visible = file.Usings.Contains(other) || globals[file.Project].Contains(other)
                    || file.Namespace.StartsWith(other + ".", StringComparison.Ordinal);
                if (other == file.Namespace || !visible || !file.Names.Overlaps(theirs)) continue;
                if (!_uses[file.Namespace].TryGetValue(other, out var by)) _uses[file.Namespace][other] = by = new(StringComparer.Ordinal);
                by.Add(file.Path);
            }
        }
    }

    /// <summary>All namespaces.</summary>
    public IReadOnlyCollection<string> Namespaces => _uses.Keys;

    /// <summary>A line for each use of one namespace by another, with the number of files that it stands in.</summary>
    public IEnumerable<string> Lines() => _uses.SelectMany(from => from.Value.Select(to => $"{from.Key} -> {to.Key} ({to.Value.Count})"));

    /// <summary>The namespaces that use each other in a circle; a list a circle.</summary>
    public IEnumerable<IReadOnlyList<string>> Circles()
    {
        var reach = _uses.Keys.ToDictionary(name => name, Reached);
        return _uses.Keys.Where(name => reach[name].Contains(name))
            .GroupBy(name => string.Join(", ", reach[name].Where(other => reach[other].Contains(name)).Order(StringComparer.Ordinal)))
            .Select(circle => (IReadOnlyList<string>)[.. circle]);
    }

    /// <summary>Uses of a namespace that is not in the list by one that is, with a file where it stands.</summary>
    public IEnumerable<string> LeavesOf(IReadOnlyCollection<string> pure) =>
        _uses.Where(from => pure.Contains(from.Key)).SelectMany(from => from.Value.Where(to => !pure.Contains(to.Key))
            .Select(to => $"{to.Value.First()}: {from.Key} is pure and uses {to.Key}, which is not"));

    private HashSet<string> Reached(string start)
    {
        var (reached, open) = (new HashSet<string>(), new Stack<string>(_uses[start].Keys));
        while (open.TryPop(out var next))
        {
            if (!reached.Add(next)) continue;
            foreach (var further in _uses[next].Keys) open.Push(further);
        }

        return reached;
    }

    private sealed class SourceFile
    {
        public SourceFile(string path, string text)
        {
            var code = CommentOrString().Replace(text, " ");
            Path = path;
            Project = string.Join('/', path.Split('/').Take(2));
            Namespace = NamespaceLine().Match(code).Groups[1].Value;
            Usings = [.. UsingLine().Matches(code).Where(m => !m.Groups[1].Success).Select(m => m.Groups[2].Value)];
            GlobalUsings = [.. UsingLine().Matches(code).Where(m => m.Groups[1].Success).Select(m => m.Groups[2].Value)];
            Types = [.. TypeName().Matches(code).Select(m => m.Groups[1].Value)];
            Names = [.. Name().Matches(code).Select(m => m.Value)];
        }

        public string Path { get; }

        public string Project { get; }

        public string Namespace { get; }

        public HashSet<string> Usings { get; }

        public HashSet<string> GlobalUsings { get; }

        public HashSet<string> Types { get; }

        public HashSet<string> Names { get; }
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""""""(?s:.*?)""""""|@?\$?""(?:\\.|[^""\\\n])*""")]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*(global )?using\s+(?:static\s+)?(CtrBench[\w.]*)\s*;", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+[\w<>?,]+)\s+([A-Z]\w*)")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Name();
}
