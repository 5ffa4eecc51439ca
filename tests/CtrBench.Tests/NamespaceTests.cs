namespace CtrBench.Tests;

/// <summary>
/// Namespaces of src form no circle, and pure ones use only pure ones. The output of <see cref="No_namespaces_use_each_other_in_a_circle"/> is
/// the graph; <c>./namespaces.sh</c> prints it.
/// </summary>
public sealed class NamespaceTests(ITestOutputHelper output)
{
    [Fact]
    public void No_namespaces_use_each_other_in_a_circle()
    {
        var graph = new NamespaceGraph(TidyTests.Sources("src"));
        foreach (var line in graph.Lines()) output.WriteLine(line);
        var circles = graph.Circles().Select(circle => "circle: " + string.Join(", ", circle)).ToList();
        output.WriteLine($"{circles.Count} circles, {graph.Namespaces.Count} namespaces");
        Assert.True(graph.Namespaces.Count > 20, "the namespaces of src were not found");
        Assert.True(circles.Count == 0, string.Join('\n', circles));
    }

    [Fact]
    public void Pure_namespaces_use_only_pure_ones()
    {
        var pure = TidyTestsRules.PureFolders.Select(folder => "CtrBench." + folder["src/".Length..].Replace('/', '.')).ToList();
        var leaves = new NamespaceGraph(TidyTests.Sources("src")).LeavesOf(pure).ToList();
        Assert.True(leaves.Count == 0, string.Join('\n', leaves));
    }

    [Fact]
    public void A_circle_by_using_lines_is_found()
    {
        var graph = new NamespaceGraph(
        [
            ("src/P/A/One.cs", "using CtrBench.P.B;\nnamespace CtrBench.P.A;\nclass One { Two? _two; }\n"),
            ("src/P/B/Two.cs", "using CtrBench.P.C;\nnamespace CtrBench.P.B;\nclass Two { Three? _three; }\n"),
            ("src/P/C/Three.cs", "using CtrBench.P.A;\nnamespace CtrBench.P.C;\nrecord Three(One One);\n"),
            ("src/P/D/Four.cs", "using CtrBench.P.A;\nnamespace CtrBench.P.D;\nenum Four { One }\n"),
        ]);
        Assert.Equal(["CtrBench.P.A", "CtrBench.P.B", "CtrBench.P.C"], Assert.Single(graph.Circles()));
        Assert.Equal(["src/P/C/Three.cs: CtrBench.P.C is pure and uses CtrBench.P.A, which is not"], graph.LeavesOf(["CtrBench.P.C"]));
    }

    [Fact]
    public void A_circle_without_a_using_line_is_found()
    {
        // A nested namespace sees its parents' types; a global using line is seen in all files of its project.
        var nested = new NamespaceGraph(
        [
            ("src/P/Root.cs", "using CtrBench.P.Inner;\nnamespace CtrBench.P;\nclass Root { Leaf? _leaf; }\n"),
            ("src/P/Inner/Leaf.cs", "namespace CtrBench.P.Inner;\nclass Leaf { Root? _root; }\n"),
        ]);
        Assert.Single(nested.Circles());
        var global = new NamespaceGraph(
        [
            ("src/P/GlobalUsings.cs", "global using CtrBench.P.A;\n"),
            ("src/P/A/One.cs", "using CtrBench.P.B;\nnamespace CtrBench.P.A;\nclass One { Two? _two; }\n"),
            ("src/P/B/Two.cs", "namespace CtrBench.P.B;\nclass Two { One? _one; }\n"),
        ]);
        Assert.Single(global.Circles());
    }

    [Fact]
    public void A_name_in_a_comment_or_a_string_or_a_line_without_use_is_no_circle()
    {
        var graph = new NamespaceGraph(
        [
            ("src/P/A/One.cs", "using CtrBench.P.B;\nnamespace CtrBench.P.A;\nclass One { Two? _two; }\n"),
            ("src/P/B/Two.cs", "using CtrBench.P.A;\nnamespace CtrBench.P.B;\n// see One\nclass Two { string _text = \"One\"; }\n"),
        ]);
        Assert.Empty(graph.Circles());
        Assert.Equal(["CtrBench.P.A -> CtrBench.P.B (1)"], graph.Lines());
    }
}
