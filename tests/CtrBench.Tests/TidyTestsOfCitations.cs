namespace CtrBench.Tests;

/// <summary>What comments, messages and documents cite is defined or is there; and these rules themselves on bad snippets.</summary>
public sealed class TidyTestsOfCitations
{
    private static readonly TidyTestsRepository Repository = TidyTestsRepository.Here();

    private static readonly HashSet<string> SomeIds = ["S1", "S2", "S3", "F9"];

    private static readonly TidyTestsRepository SomeFiles = new(
        ["README.md", "docs/rules.md", "src/Windows/A.cs", "tests/X/AbcTests.cs"],
        file => file switch
        {
            "docs/rules.md" => "# Rules\n\n## Late rows: how\n",
            "tests/X/AbcTests.cs" => "public void S1_a_row_is_late() =>\n",
            _ => "",
        });

    [Fact]
    public void Every_cited_id_is_defined_once()
    {
        var page = Repository.Read(TidyTestsCitations.Page);
        var defined = TidyTestsCitations.Defined(page);
        Assert.InRange(defined.Count, 100, 1_000);
        TidyTests.AssertNone(TidyTestsCitations.DefinedTwice(page));
        TidyTests.AssertNone(Repository.Cited.SelectMany(f => TidyTestsCitations.Ids(f.Path, f.Text, defined)));
    }

    [Fact]
    public void Every_file_that_is_named_is_there() =>
        TidyTests.AssertNone(Repository.Cited.SelectMany(f => TidyTestsCitations.Files(f.Path, f.Text, Repository)));

    [Fact]
    public void Every_test_that_is_named_is_there() =>
        TidyTests.AssertNone(Repository.Cited.SelectMany(f => TidyTestsCitations.Tests(f.Path, f.Text, Repository)));

    [Fact]
    public void Every_recording_that_shows_a_rule_is_there() =>
        TidyTests.AssertNone(TidyTestsCitations.Recordings(TidyTestsCitations.Page, Repository.Read(TidyTestsCitations.Page), RecordingArchive.Names));

    [Theory]
    [InlineData("// late by S1, S2 (F9)")]
    [InlineData("/// <summary>The rules (S1-S3), S1 to S3.</summary>")]
    [InlineData("var S4 = a.B5(C6);")]
    [InlineData("$\"{x:F2} ms at T1 - T0, p90, utf-8, v2.1, UTF8, https://x/S8\"")]
    [InlineData("public void S3_a_row_is_late() =>")]
    [InlineData("'\"' + S7 + '\"'")]
    public void What_is_defined_or_no_id_is_good(string code) => Assert.Empty(TidyTestsCitations.Ids("a.cs", code, SomeIds));

    [Theory]
    [InlineData("x(); // late by S4", "a.cs:1: S4 is cited, and docs/semantics.md does not define it")]
    [InlineData("\n/// <summary>\n/// Late (S1, F10).", "a.cs:3: F10 is cited, and docs/semantics.md does not define it")]
    [InlineData("throw new($\"{x} is late (A7): wait\");", "a.cs:1: A7 is cited, and docs/semantics.md does not define it")]
    [InlineData("\"\"\"\nlate by B12\n\"\"\"", "a.cs:1: B12 is cited, and docs/semantics.md does not define it")]
    [InlineData("    public void S8_a_row_is_late() =>", "a.cs:1: S8 is cited, and docs/semantics.md does not define it")]
    [InlineData("// not synced (issue 13, point 7)", "a.cs:1: issue 13 is cited, which is not in the repository")]
    [InlineData("// S3-S1", "a.cs:1: S3-S1 is not a range of ids")]
    [InlineData("// S1-F9", "a.cs:1: S1-F9 is not a range of ids")]
    public void A_cited_id_that_nothing_defines_is_found(string code, string complaint) =>
        Assert.Equal([complaint], TidyTestsCitations.Ids("a.cs", code, SomeIds));

    [Fact]
    public void A_range_with_a_gap_is_found()
    {
        string[] gap = ["a.md:1: S1-S3 is cited, and docs/semantics.md does not define S2"];
        Assert.Equal(gap, TidyTestsCitations.Ids("a.md", "(S1-S3)", new HashSet<string> { "S1", "S3" }));
        Assert.Equal(2, TidyTestsCitations.Ids("a.md", "S1-S5", SomeIds).Count()); // S4 of the range, and S5
    }

    [Fact]
    public void An_id_is_defined_by_a_row_of_its_own_once()
    {
        const string Text = "| id | rule |\n|---|---|\n| S1 | late |\n| S1, S2 | no |\n| F9 | also S3 |\n| S1 | again |\n";
        Assert.Equal(["F9", "S1"], TidyTestsCitations.Defined(Text).Order());
        Assert.Equal(["docs/semantics.md: defines S1 2 times"], TidyTestsCitations.DefinedTwice(Text));
    }

    [Theory]
    [InlineData("src/Windows/A.cs", "// as docs/rules.md says, docs/rules.md \"Late rows\", src/Windows, rules.md, ./README.md, ../../README.md")]
    [InlineData("docs/rules.md", "[a](../README.md) and [b](rules.md#late), https://example.org/docs/x.md")]
    [InlineData("src/Windows/A.cs", "File.ReadAllText(\"docs/none.md\");")]
    public void What_is_there_is_good(string path, string text) => Assert.Empty(TidyTestsCitations.Files(path, text, SomeFiles));

    [Theory]
    [InlineData("// see design.md", "a.cs:1: design.md is not in the repository")]
    [InlineData("/// <summary>x</summary>\n// ../shared/rules.md", "a.cs:2: ../shared/rules.md is not in the repository")]
    [InlineData("// as in src/Engines/Old", "a.cs:1: src/Engines/Old is not in the repository")]
    [InlineData("// docs/rules.md \"Early rows\"", "a.cs:1: docs/rules.md has no heading \"Early rows\"")]
    [InlineData("// the rules, section 7", "a.cs:1: 'section 7': sections here have no numbers; name the document and the heading: docs/x.md \"Heading\"")]
    public void A_file_or_heading_that_is_not_there_is_found(string code, string complaint) =>
        Assert.Equal([complaint], TidyTestsCitations.Files("a.cs", code, SomeFiles));

    [Theory]
    [InlineData("`AbcTests`, `AbcTests.S1_a_row_is_late`, `AbcTests.S1_a...`, `S1_...`, CtrBench.Tests", null)]
    [InlineData("`DefTests`", "a.md:1: there is no DefTests in tests")]
    [InlineData("`AbcTests.S2_a`", "a.md:1: AbcTests has no test S2_a")]
    [InlineData("`S2_...`", "a.md:1: no test has a name that begins with S2_")]
    public void A_test_that_is_not_there_is_found(string text, string? complaint) =>
        Assert.Equal(complaint is null ? [] : [complaint], TidyTestsCitations.Tests("a.md", text, SomeFiles));

    [Fact]
    public void A_recording_that_is_not_there_is_found() =>
        Assert.Equal(["a.md:1: there is no recording flink-b2"], TidyTestsCitations.Recordings("a.md", "`spark-a1`, `flink-b2`, spark-a3", ["spark-a1-late"]));
}
