using CsCheck;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Harness.Commands;
using CtrBench.Tests.Harness.Runs;
using Spectre.Console;

namespace CtrBench.Tests.Harness.Cli;

public sealed class WholeWordsTests : IDisposable
{
    private static readonly string[] Words = ["ms", "..", "95 %:", "T1 - floor", "20,334.5"];

    private static readonly Gen<string> Lines = Gen.OneOf(
        Gen.String[Gen.Char["abc12 .=%"], 0, 120], Gen.Int[0, Words.Length - 1].Array[0, 30].Select(words => string.Join(' ', words.Select(word => Words[word]))));

    private readonly TemporaryFolder _temp = new();

    [Fact]
    public void Breaking_loses_no_character_but_blanks_and_no_line_is_longer_that_could_be_shorter() =>
        Gen.Select(Lines, Gen.Int[5, 100]).Sample((text, width) =>
        {
            var lines = LineBreaks.Of(text, width).Select(line => text[line.Start..line.End]).ToList();
            Assert.Equal(text.Replace(" ", ""), string.Concat(lines).Replace(" ", ""));
            Assert.Equal(text.Split(' ', StringSplitOptions.RemoveEmptyEntries), lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        });

    [Theory]
    [InlineData("a mean of 1.66 s (95 %: 1.58 .. 1.74 s) more", 20, "a mean of 1.66 s|(95 %:|1.58 .. 1.74 s)|more")]
    [InlineData("  note n = 12 windows of 10 s each", 16, "  note n = 12|windows of|10 s each")]
    [InlineData("runs/a-folder-with-a-long-name is a path", 10, "runs/a-folder-with-a-long-name|is a|path")]
    [InlineData("exactly ten", 11, "exactly ten")]
    [InlineData("", 10, "")]
    public void Figures_stay_with_their_units_and_intervals_whole(string text, int width, string lines) =>
        Assert.Equal(lines.Split('|'), LineBreaks.Of(text, width).Select(line => text[line.Start..line.End]));

    [Fact]
    public void A_table_that_is_too_wide_becomes_one_block_a_row()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("run", "T1 - floor\nmean, ms", "complete");
        table.AddRow("[green]microbatch mmpp 4p[/]", "1,234\n1,200 .. 1,300", "100 %").AddRow("continuous", "", "99.99 %");
        Assert.Equal(
            """
            microbatch mmpp 4p
              T1 - floor  1,234
              mean, ms    1,200 .. 1,300
              complete    100 %
            continuous
              T1 - floor
              mean, ms
              complete    99.99 %

            """, Drawn(table, "40"));
        Assert.Contains("complete", Drawn(table, "80").Split('\n')[1]);
        Assert.Contains("mean, ms", Drawn(table, "80").Split('\n')[2]);
    }

    [Theory]
    [InlineData("analyze {0}")]
    [InlineData("compare {0}/a {0}/b")]
    [InlineData("analyze {0} --verbose")]
    public async Task No_word_or_number_is_cut_at_80_or_100_columns(string line)
    {
        TinyRun.Write(_temp.At("a"));
        TinyRun.Write(_temp.At("b"), lostResult: line.StartsWith("analyze", StringComparison.Ordinal), laterMs: 100_000);
        var whole = await WordsAsync(line, "1000");
        foreach (var width in (int[])[80, 100])
        {
            var narrow = await WordsAsync(line, $"{width}");
            Assert.All(narrow.Lines, text => Assert.True(text.Length <= width || !text.Trim().Contains(' '), $"{width}: {text}"));
            Assert.Superset(whole.Words, narrow.Words);
            Assert.Subset(whole.Words, narrow.Words);
        }
    }

    public void Dispose() => _temp.Dispose();

    private async Task<(string[] Lines, HashSet<string> Words)> WordsAsync(string line, string columns)
    {
        var rig = new CliRig { Variables = { ["COLUMNS"] = columns } };
        await rig.RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, _temp.At("")).Replace("//", "/", StringComparison.Ordinal));
        var words = rig.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith('─'));
        return (rig.Output.Split('\n'), [.. words]);
    }

    private static string Drawn(Table table, string columns)
    {
        var text = new StringWriter();
        Consoles.On(text, terminal: false, name => name == "COLUMNS" ? columns : null).Write(table);
        return text.ToString().ReplaceLineEndings("\n");
    }
}
