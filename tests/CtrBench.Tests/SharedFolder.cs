namespace CtrBench.Tests;

/// <summary>
/// The folder "shared" beside the repository, where there is one: recordings, traces, engines. Tests that need it are skipped by name
/// without it.
/// </summary>
internal static class SharedFolder
{
    /// <summary>Its path, or null. CTRBENCH_SHARED names another place.</summary>
    public static string? Path { get; } = Find();

    /// <summary>A path in it; skips the running test when the folder is absent.</summary>
    public static string Require(string relative)
    {
        if (Path is null) Assert.Skip($"no folder 'shared' beside the repository (CTRBENCH_SHARED names another place): {relative} is needed");
        return System.IO.Path.Combine(Path, relative);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CTRBENCH_SHARED") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(System.IO.Path.Combine(candidate, "transcripts"))) return candidate;
        }

        return null;
    }
}
