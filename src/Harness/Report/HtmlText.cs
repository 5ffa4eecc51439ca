using System.Net;
using System.Text;

namespace CtrBench.Harness.Report;

/// <summary>
/// Builds a page. Everything that comes from a run is escaped; only literals of this folder and finished SVG are raw.
/// </summary>
internal sealed class HtmlText
{
    private static readonly string[] Explained = ["p", "li", "dd", "figcaption"];

    private readonly StringBuilder _text = new();
    private readonly TermText _terms = new();

    /// <summary>Raw markup.</summary>
    public HtmlText Raw(string markup)
    {
        _text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>An element with escaped text; <paramref name="attributes"/> are literals.</summary>
    public HtmlText Element(string tag, string text, string attributes = "")
    {
        _text.Append('<').Append(tag);
        if (attributes.Length > 0)
            _text.Append(' ').Append(attributes);
        string escaped = Escape(text);
        _text.Append('>').Append(Explained.Contains(tag) ? _terms.Explain(escaped) : escaped).Append("</").Append(tag).Append(">\n");
        return this;
    }

    /// <summary>
    /// A table with a caption. The first <paramref name="wordColumns"/> columns contain text, the others numbers; in a row with fewer cells
    /// than columns the last cell spans the rest.
    /// </summary>
    public HtmlText Table(string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, int wordColumns = 1)
    {
        string escaped = Escape(caption);
        _text.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Append(escaped).Append("\"><table>\n");
        _text.Append("<caption>").Append(escaped).Append("</caption>\n<thead><tr>");
        for (int i = 0; i < columns.Count; i++)
            _text.Append("<th scope=\"col\"").Append(i < wordColumns ? " class=\"word\">" : ">").Append(Escape(columns[i])).Append("</th>");
        _text.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
            Row(row, columns.Count, wordColumns);
        _text.Append("</tbody></table></div>\n");
        return this;
    }

    /// <summary>The page.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Text escaped for elements and quoted attributes.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    private void Row(IReadOnlyList<string> cells, int columns, int wordColumns)
    {
        _text.Append("<tr>");
        for (int i = 0; i < cells.Count; i++)
        {
            bool spans = i == cells.Count - 1 && cells.Count < columns;
            string tag = i == 0 ? "th" : "td";
            _text.Append('<').Append(tag);
            if (i == 0)
                _text.Append(" scope=\"row\"");
            if (i < wordColumns || spans)
                _text.Append(" class=\"word\"");
            if (spans)
                _text.Append(" colspan=\"").Append(columns - i).Append('"');
            _text.Append('>').Append(Escape(cells[i])).Append("</").Append(tag).Append('>');
        }

        _text.Append("</tr>\n");
    }
}
