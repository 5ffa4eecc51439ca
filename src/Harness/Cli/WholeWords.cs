using Spectre.Console;
using Spectre.Console.Rendering;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Makes what a console draws fit its width without cutting a word, a number or an interval: lines are broken between words, and a table
/// that is wider than the console becomes one block a row.
/// </summary>
internal sealed class WholeWords : IRenderHook
{
    // Wide enough that the library breaks nothing itself: it would cut words.
    private const int Unbroken = 100_000;

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => renderable switch
        {
            Table table => Fits(table, options, options.ConsoleSize.Width) ? new Unwrapped(table) : new Unwrapped(Blocks(table, options)),
            Text or Markup or Paragraph => new Wrapped(renderable),
            _ => renderable,
        });

    /// <summary>Whether a table is at most this wide when none of its cells is broken.</summary>
    public static bool Fits(IRenderable table, RenderOptions options, int width) => table.Measure(options, Unbroken).Max <= width;

    /// <summary>The first of these tables that fits the console whole; the last one where none does.</summary>
    public static Table FirstThatFits(IAnsiConsole console, IReadOnlyList<Table> widestFirst)
    {
        var options = RenderOptions.Create(console, console.Profile.Capabilities);
        return widestFirst.FirstOrDefault(table => Fits(table, options, console.Profile.Width)) ?? widestFirst[^1];
    }

    private static Rows Blocks(Table table, RenderOptions options)
    {
        List<IRenderable> blocks = [];
        IRenderable heading = Text.Empty;
        foreach (var row in table.Rows)
        {
            IRenderable[] cells = [.. row];
            var grid = new Grid().AddColumn(Column(2)).AddColumn(Column(0));
            foreach (var (index, cell) in cells.Index().Skip(1)) grid.AddRow(table.Columns[index].Header, cell);
            // A first cell that is empty stands for the one above.
            if (cells[0].Measure(options, Unbroken).Max > 0) heading = cells[0];
            blocks.AddRange([heading, grid]);
        }

        if (table.Caption is { } caption) blocks.AddRange(caption.Text.Split('\n').Select(line => new Markup($"  {line}")));
        return new Rows(blocks);
    }

    private static GridColumn Column(int indent) => new GridColumn().NoWrap().Padding(indent, 0, 2, 0);

    /// <summary>Drawn at its own width.</summary>
    private sealed class Unwrapped(IRenderable inner) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            TrimmedEnds(inner.Render(options, Math.Min(inner.Measure(options, Unbroken).Max, Unbroken)));

        // A line that is filled with blanks up to its end would wrap where a terminal is exactly as wide.
        private static IEnumerable<Segment> TrimmedEnds(IEnumerable<Segment> segments)
        {
            foreach (var line in Segment.SplitLines(segments))
            {
                var kept = line.Count;
                while (kept > 0 && string.IsNullOrWhiteSpace(line[kept - 1].Text)) kept--;
                for (var i = 0; i < kept; i++)
                    yield return i < kept - 1 ? line[i] : new Segment(line[i].Text.TrimEnd(), line[i].Style);
                yield return Segment.LineBreak;
            }
        }
    }

    /// <summary>Lines broken between words; what follows is indented by two more.</summary>
    private sealed class Wrapped(IRenderable inner) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            List<Segment> line = [];
            foreach (var segment in inner.Render(options, Unbroken))
            {
                if (!segment.IsLineBreak)
                {
                    line.Add(segment);
                    continue;
                }

                foreach (var part in Broken(line, maxWidth)) yield return part;
                yield return segment;
                line.Clear();
            }

            foreach (var part in Broken(line, maxWidth)) yield return part;
        }

        private static IEnumerable<Segment> Broken(List<Segment> line, int width)
        {
            var text = string.Concat(line.Select(segment => segment.Text));
            var lines = LineBreaks.Of(text, width);
            foreach (var (index, (indent, start, end)) in lines.Index())
            {
                if (index > 0) yield return Segment.LineBreak;
                if (indent > 0) yield return Segment.Padding(indent);
                var at = 0;
                foreach (var segment in line)
                {
                    var (from, to) = (Math.Max(start - at, 0), Math.Min(end - at, segment.Text.Length));
                    if (from < to) yield return new Segment(segment.Text[from..to], segment.Style);
                    at += segment.Text.Length;
                }
            }
        }
    }
}

/// <summary>Where a line of text is broken: between words, but neither within an interval nor between a figure and its unit.</summary>
internal static class LineBreaks
{
    private static readonly HashSet<string> Units = ["ms", "us", "ns", "s", "min", "h", "d", "%", "MB", "..", "="];

    /// <summary>The lines: how far each is indented, and which part of the text it is. A word longer than the width stays whole.</summary>
    public static IReadOnlyList<(int Indent, int Start, int End)> Of(string text, int width)
    {
        List<(int, int, int)> lines = [];
        var hanging = text.Length - text.TrimStart(' ').Length + 2;
        int start = 0, indent = 0;
        while (text.Length - start > width - indent)
        {
            var cut = LastBreak(text, start, start + width - indent);
            if (cut < 0) break;
            lines.Add((indent, start, cut));
            for (start = cut; start < text.Length && text[start] == ' '; start++) { }
            indent = Math.Min(hanging, width / 2);
        }

        if (start < text.Length || lines.Count == 0) lines.Add((indent, start, text.Length));
        return lines;
    }

    // The last place to break at or before the limit; behind a word that is longer, the first one after it.
    private static int LastBreak(string text, int start, int limit)
    {
        var first = start;
        while (first < text.Length && text[first] == ' ') first++;
        for (var i = Math.Min(limit, text.Length - 1); i > first; i--)
            if (IsBreak(text, i)) return i;
        for (var i = Math.Max(limit, first) + 1; i < text.Length; i++)
            if (IsBreak(text, i)) return i;
        return -1;
    }

    private static bool IsBreak(string text, int at)
    {
        if (text[at] != ' ' || text[at - 1] == ' ') return false;
        var before = text[(text.LastIndexOf(' ', at - 1) + 1)..at];
        var end = text.IndexOf(' ', at + 1);
        var after = (end < 0 ? text[(at + 1)..] : text[(at + 1)..end]).TrimEnd(',', ';', ':', '.', ')', ']');
        if (before is ".." or "=" || (end > 0 && text[(at + 1)..end] == "..")) return false;
        return !Units.Contains(after) || !before.Any(char.IsAsciiDigit);
    }
}
