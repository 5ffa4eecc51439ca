using System.Text.Json.Nodes;
using CtrBench.Harness.Answers;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Report;
using CtrBench.Tests.Harness.Cli;

namespace CtrBench.Tests.Harness.Commands;

public sealed class TermsCommandTests
{
    [Theory]
    [InlineData("terms floor", "floor: the earliest moment at which any correct engine could answer")]
    [InlineData("terms T1 - floor", "T1 - floor: what the engine adds")]
    [InlineData("terms t1-floor", "T1 - floor: what the engine adds")]
    [InlineData("help T1 - floor", "T1 - floor: what the engine adds")]
    [InlineData("help watermark", "watermark: how far an engine takes event time to have come")]
    [InlineData("terms Watermark-Delay", "watermark delay: how far out of order events may be")]
    [InlineData("terms cadence", "data, wait, ingest, cadence, overhead: the parts of T1 - T0")]
    [InlineData("help mmpp", "MMPP: Markov-modulated Poisson process")]
    public async Task A_term_is_explained_however_it_is_written(string line, string start)
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync(line));
        Assert.StartsWith(start, rig.Output.ReplaceLineEndings(" ").Replace("   ", " "));
        Assert.Equal("", rig.Error);
    }

    [Fact]
    public async Task All_are_listed_and_the_page_has_the_same_texts()
    {
        var rig = new CliRig();
        await rig.RunAsync("terms --json");
        var terms = JsonNode.Parse(rig.Output)!["terms"]!.AsArray();
        Assert.Equal(TermMeanings.All.Select(one => one.Meaning), terms.Select(one => (string)one!["meaning"]!));
        var page = new TermText().Explain("T0, T1, floor, SPP, MMPP, twin, watermark delay, 95 %");
        foreach (var name in (string[])["T0", "T1", "floor", "SPP", "MMPP", "twin", "watermark delay", "95 %"])
            Assert.Contains(HtmlText.Escape(TermMeanings.Find(name)!.Meaning), page);
    }

    [Fact]
    public async Task An_unknown_one_is_refused_with_the_nearest()
    {
        Assert.Equal(
            "flor: no such term; did you mean floor? ctrbench terms lists them; more are in docs/glossary.md", await CliRig.RefusalOf("terms flor"));
        Assert.StartsWith("simulat: no such verb; did you mean simulate?", await CliRig.RefusalOf("help simulat"));
    }
}
