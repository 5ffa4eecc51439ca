namespace CtrBench.Tests.Traffic.Traces;

/// <summary>
/// The example traces, which are no part of the repository: in the folder CTRBENCH_SHARED or in a folder "shared" beside one of ours.
/// </summary>
internal static class SharedTraces
{
    public static string FolderOrSkip()
    {
        if (Environment.GetEnvironmentVariable("CTRBENCH_SHARED") is { Length: > 0 } named && Directory.Exists(Path.Combine(named, "data")))
            return Path.Combine(named, "data");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data)) return data;
        }
        Assert.Skip("The example traces are not here: set CTRBENCH_SHARED to the folder that holds data/.");
        return "";
    }
}
