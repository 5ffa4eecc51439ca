using CtrBench.Harness.Cli;
using Spectre.Console;

namespace CtrBench.Tests.Harness.Cli;

public sealed class ConsolesTests
{
    [Fact]
    public void A_pipe_gets_plain_text_in_unbroken_lines()
    {
        var text = new StringWriter();
        Consoles.On(text, terminal: false, _ => null).MarkupLine($"[red]{new string('x', 500)}[/]");
        Assert.Equal(new string('x', 500), text.ToString().TrimEnd());
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
