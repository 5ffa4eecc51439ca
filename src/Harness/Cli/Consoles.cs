using System.Globalization;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Makes consoles that draw on a given writer: with colour in a terminal unless NO_COLOR is set, as plain text elsewhere; on both no word
/// or number is cut at the end of a line.
/// </summary>
internal static class Consoles
{
    /// <summary>The variable that turns colour off.</summary>
    public const string NoColor = "NO_COLOR";

    private const string Columns = "COLUMNS";
    private const int StandardWidth = 80;
    private const int LeastWidth = 40;

    /// <summary>
    /// How wide what is written may be: the terminal's width; of a file or pipe 80 columns, unless COLUMNS says otherwise.
    /// </summary>
    /// <param name="terminal">Whether a person sees it at once.</param>
    /// <param name="environment">Environment variables by name.</param>
    public static int WidthOf(bool terminal, Func<string, string?> environment)
    {
        if (!terminal && int.TryParse(environment(Columns), NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said > 0)
            return Math.Max(LeastWidth, said);
        try
        {
            return terminal && Console.WindowWidth > 0 ? Math.Max(LeastWidth, Console.WindowWidth) : StandardWidth;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return StandardWidth; // a terminal that does not tell
        }
    }

    /// <summary>A console on <paramref name="writer"/>.</summary>
    /// <param name="writer">Where it draws.</param>
    /// <param name="terminal">Whether a person sees it at once.</param>
    /// <param name="environment">Environment variables by name.</param>
    public static IAnsiConsole On(TextWriter writer, bool terminal, Func<string, string?> environment)
    {
        var console = Of(writer, terminal, colour: terminal && string.IsNullOrEmpty(environment(NoColor)));
        console.Profile.Width = WidthOf(terminal, environment);
        console.Pipeline.Attach(new WholeWords());
        return console;
    }

    /// <summary>A console that writes Markdown.</summary>
    public static IAnsiConsole Markdown(TextWriter writer)
    {
        var console = Of(writer, terminal: false, colour: false);
        console.Profile.Width = MarkdownForm.Unbroken;
        console.Pipeline.Attach(new MarkdownForm());
        return console;
    }

    private static IAnsiConsole Of(TextWriter writer, bool terminal, bool colour) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
    });
}

/// <summary>Breaks lines between words, for messages to a terminal.</summary>
/// <param name="writer">The terminal.</param>
/// <param name="width">Its width, columns.</param>
internal sealed class WholeWordsWriter(TextWriter writer, int width) : TextWriter
{
    /// <inheritdoc/>
    public override System.Text.Encoding Encoding => writer.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => writer.Write(value);

    /// <inheritdoc/>
    public override void Write(string? value) => writer.Write(value);

    /// <inheritdoc/>
    public override void WriteLine() => writer.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        foreach (var line in (value ?? "").Split('\n'))
            foreach (var (indent, start, end) in LineBreaks.Of(line, width)) writer.WriteLine(new string(' ', indent) + line[start..end]);
    }
}
