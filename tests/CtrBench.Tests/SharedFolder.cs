namespace CtrBench.Tests;

/// <summary>
/// The folder "shared" beside the repository, where there is one: example traces, engines, recordings that the repository does not hold.
/// Tests that need it are skipped by name without it.
/// </summary>
internal static class SharedFolder
{
    private static readonly string[] Parts = ["data", "engines", "transcripts"];

    /// <summary>Its path, or null. CTRBENCH_SHARED names another place.</summary>
    public static string? Path { get; } = Find();

    /// <summary>A path in it; skips the running test where it is absent.</summary>
    public static string Require(string relative)
    {
        var path = Path is null ? "" : System.IO.Path.Combine(Path, relative);
        if (!System.IO.Path.Exists(path))
            Assert.Skip($"no folder 'shared' with {relative} beside the repository (CTRBENCH_SHARED names another place)");
        return path;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CTRBENCH_SHARED") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared");
            if (Parts.Any(part => Directory.Exists(System.IO.Path.Combine(candidate, part)))) return candidate;
        }

        return null;
    }
}
