namespace CtrBench.Tests;

/// <summary>The files that <see cref="TidyTestsCitations"/> looks names up in.</summary>
/// <param name="files">Paths of all files, from the root of the repository, with '/'.</param>
/// <param name="read">The text of one of them.</param>
internal sealed class TidyTestsRepository(IReadOnlyCollection<string> files, Func<string, string> read)
{
    private readonly HashSet<string> _files = [.. files];
    private readonly Dictionary<string, string> _texts = [];

    private static readonly string[] Tops = ["src", "tests", "bench", "docs"];

    /// <summary>All files of tests.</summary>
    public IReadOnlyList<string> Tests { get; } = [.. files.Where(f => IsCode(f) && f.StartsWith("tests/", StringComparison.Ordinal))];

    /// <summary>What comments and documents are checked in: all code and pages, but for what benchmarks print and the tidy tests' bad snippets.</summary>
    public IEnumerable<(string Path, string Text)> Cited => files
        .Where(f => (IsCode(f) || f.EndsWith(".md", StringComparison.Ordinal)) && !f.StartsWith("bench/results/", StringComparison.Ordinal))
        .Where(f => !Path.GetFileName(f).StartsWith("TidyTests", StringComparison.Ordinal)).Select(f => (f, Read(f)));

    /// <summary>The repository that the tests run in, without what is built.</summary>
    public static TidyTestsRepository Here()
    {
        var root = RepositoryRoot.Path;
        var files = Directory.GetFiles(root).Concat(Tops.SelectMany(t => Directory.GetFiles(Path.Combine(root, t), "*", SearchOption.AllDirectories)))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal));
        return new([.. files.Order(StringComparer.Ordinal)], f => File.ReadAllText(Path.Combine(root, f)).ReplaceLineEndings("\n"));
    }

    /// <summary>The text of a file.</summary>
    public string Read(string file) => _texts.TryGetValue(file, out var text) ? text : _texts[file] = read(file);

    /// <summary>
    /// The file or folder that a name in <paramref name="from"/> means: a path from the root, one from the folder of the file, or the bare
    /// name of a file anywhere. Null where there is none.
    /// </summary>
    public string? Resolve(string from, string name)
    {
        var folder = from.Contains('/', StringComparison.Ordinal) ? from[..from.LastIndexOf('/')] : "";
        foreach (var path in new[] { Flat(name), Flat($"{folder}/{name}") })
        {
            if (_files.Contains(path) || files.Any(f => f.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal))) return path;
        }

        return name.Contains('/', StringComparison.Ordinal) ? null : files.FirstOrDefault(f => f.EndsWith("/" + name, StringComparison.Ordinal));
    }

    private static bool IsCode(string file) => file.EndsWith(".cs", StringComparison.Ordinal);

    private static string Flat(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (part != ".") parts.Add(part);
        }

        return string.Join('/', parts);
    }
}
