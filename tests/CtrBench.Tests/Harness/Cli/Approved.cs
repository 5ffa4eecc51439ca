namespace CtrBench.Tests.Harness.Cli;

/// <summary>
/// Text that a person has looked at once: compared with a file of the repository, rewritten only with CTRBENCH_APPROVE=1.
/// </summary>
internal static class Approved
{
    public static void Check(string path, string text)
    {
        var file = Path.Combine(TestFolder(), path);
        if (Environment.GetEnvironmentVariable("CTRBENCH_APPROVE") == "1") File.WriteAllText(file, text);
        Assert.True(File.Exists(file), $"{path} is missing; read the text, then run with CTRBENCH_APPROVE=1");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), text);
    }

    private static string TestFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CtrBench.sln"))) return Path.Combine(folder.FullName, "tests", "CtrBench.Tests");
        throw new InvalidOperationException("the tests run outside the repository");
    }
}
