using CtrBench.Harness.Cli;
using Spectre.Console;

namespace CtrBench.Tests.Harness.Cli;

public sealed class ConsolesTests
{
    [Theory]
    [InlineData(null, 80)]
    [InlineData("100", 100)]
    [InlineData("7", 40)]
    [InlineData("wide", 80)]
    public void A_pipe_gets_plain_text_as_wide_as_COLUMNS_says(string? columns, int width)
    {
        var text = new StringWriter();
        Consoles.On(text, terminal: false, name => name == "COLUMNS" ? columns : null)
            .MarkupLine($"[red]{string.Concat(Enumerable.Repeat("word ", 50))}[/]{new string('x', 200)}");
        var lines = text.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(new string('x', 200), lines[^1].Trim());
        Assert.All(lines[..^2], line => Assert.InRange(line.Length, width - 6, width));
    }

    [Fact]
    public void A_terminal_gets_no_colour_when_NO_COLOR_is_set() =>
        Assert.Equal(ColorSystem.NoColors, Consoles.On(new StringWriter(), terminal: true, name => name == "NO_COLOR" ? "1" : null).Profile.Capabilities.ColorSystem);

    [Fact]
    public async Task Bars_show_each_piece_of_work_and_give_its_result()
    {
        var text = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        terminal.Profile.Width = 120;
        var display = new TerminalProgress(terminal);
        var answer = await display.ShowAsync(progress =>
        {
            progress.Report(new ProgressStep("run [1]", 1, 2));
            progress.Report(new ProgressStep("run [1]", 2, 2, "60 windows"));
            return Task.FromResult("done");
        });
        Assert.Equal("done", answer);
        Assert.Contains("run [1]: 60 windows", text.ToString());
    }
}
