using Spectre.Console;
using Spectre.Console.Rendering;

namespace CtrBench.Harness.Cli;

/// <summary>What a console would draw, as Markdown: its tables as tables, indented lines as a list, other lines as paragraphs.</summary>
internal sealed class MarkdownForm : IRenderHook
{
    /// <summary>The width of its lines, columns: Markdown breaks none.</summary>
    public const int Unbroken = 100_000;

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Lines(renderable is Table table ? Of(table, options) : Of(renderable, options)));

    private static IEnumerable<string> Of(Table table, RenderOptions options)
    {
        yield return "";
        yield return Row(table.Columns.Select(column => Plain(column.Header, options)));
        yield return Row(table.Columns.Select(column => column.Alignment == Justify.Right ? "---:" : "---"));
        foreach (var row in table.Rows) yield return Row(row.Select(cell => Plain(cell, options)));
        yield return "";
    }

    private static IEnumerable<string> Of(IRenderable text, RenderOptions options)
    {
        var plain = Plain(text, options);
        foreach (var line in (plain.EndsWith('\n') ? plain[..^1] : plain).Split('\n'))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                yield return $"- {Escaped(line.Trim())}";
                continue;
            }

            yield return Escaped(line.Trim());
            if (line.Trim().Length > 0) yield return "";
        }
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(Cell))} |";

    private static string Cell(string text) => Escaped(text.Trim())
        .Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal);

    private static string Plain(IRenderable renderable, RenderOptions options) =>
        string.Concat(renderable.Render(options, Unbroken).Select(segment => segment.IsLineBreak ? "\n" : segment.Text));

    private static string Escaped(string text) => text.Replace("*", "\\*", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private sealed class Lines(IEnumerable<string> lines) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            lines.SelectMany(line => (Segment[])[new Segment(line), Segment.LineBreak]);
    }
}
