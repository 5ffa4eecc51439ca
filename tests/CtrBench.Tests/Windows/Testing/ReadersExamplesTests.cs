using System.Text.RegularExpressions;

namespace CtrBench.Tests.Windows.Testing;

/// <summary>The page for readers shows the code that is compiled and run here, and nothing else.</summary>
public sealed partial class ReadersExamplesTests
{
    [Fact]
    public void The_page_shows_every_region_of_the_file_in_order_and_nothing_else()
    {
        var root = RepositoryRoot.Path;
        var page = File.ReadAllText(Path.Combine(root, "docs", "testing-your-own-windows.md"));
        var code = File.ReadAllText(Path.Combine(root, "tests", "CtrBench.Tests", "Windows", "Testing", "ReadersExamples.cs"));
        var shown = CodeBlock().Matches(page).Select(m => m.Groups[1].Value.TrimEnd()).ToList();
        var regions = Region().Matches(code).Select(m => Outdented(m.Groups[1].Value)).ToList();
        Assert.True(regions.Count >= 6, "the regions of the file are not found any more");
        Assert.Equal(regions, shown);
    }

    private static string Outdented(string region)
    {
        var lines = region.TrimEnd().Split('\n');
        var indent = lines.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length < indent ? "" : l[indent..]));
    }

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^ *#region [a-z]+\n(.*?)^ *#endregion", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();
}
