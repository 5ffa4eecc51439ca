using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Makes consoles that draw on a given writer: with colour in a terminal unless NO_COLOR is set, as plain text elsewhere.
/// </summary>
internal static class Consoles
{
    /// <summary>The width of help that goes to a file or a pipe, columns.</summary>
    public const int PlainHelpWidth = 140;

    // Lines that go to a file or a pipe are not broken: whoever reads them searches them or breaks them himself.
    private const int Unbroken = 100_000;

    /// <summary>A console on <paramref name="writer"/>.</summary>
    /// <param name="writer">Where it draws.</param>
    /// <param name="terminal">Whether a person sees it at once.</param>
    /// <param name="environment">Environment variables by name.</param>
    public static IAnsiConsole On(TextWriter writer, bool terminal, Func<string, string?> environment)
    {
        var plain = !terminal || !string.IsNullOrEmpty(environment("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!terminal) console.Profile.Width = Unbroken;
        return console;
    }
}
