using System.Net;
using System.Text.RegularExpressions;

namespace CtrBench.Harness.Report;

/// <summary>
/// Prepares Skia's SVG for a page with several figures: unique ids, a scalable view box, a text for screen readers, fonts that browsers
/// have.
/// </summary>
internal static partial class SvgText
{
    /// <summary>The finished SVG document.</summary>
    public static string Finish(string svg, string name, string description, int width, int height)
    {
        string text = WebUtility.HtmlEncode(description);
        // Skia counts its ids over the whole process; renumbered, they depend only on this figure.
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        // In tags only: a label may contain any text.
        foreach (Match tag in TagPattern().Matches(svg))
            foreach (Match id in IdPattern().Matches(tag.Value)) ids.TryAdd(id.Groups[1].Value, $"{name}-{ids.Count + 1}");
        svg = TagPattern().Replace(svg, tag => Finish(tag.Value, ids));
        return RootPattern().Replace(
            svg,
            m => $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" "
                + $"height=\"{height}\" "
                + $"viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{text}\">\n<title>{text}</title>",
            1);
    }

    /// <summary>
    /// The element alone, without the XML declaration, for use inside a page. A page has the font, so it needs the place of a text and not
    /// of each letter.
    /// </summary>
    public static string Inline(string svg) => TagPattern().Replace(
        svg[svg.IndexOf("<svg", StringComparison.Ordinal)..].TrimEnd(),
        tag => tag.Value.StartsWith("<text", StringComparison.Ordinal) ? LetterPattern().Replace(tag.Value, "$1\"") : tag.Value);

    private static string Finish(string tag, Dictionary<string, string> ids)
    {
        tag = IdPattern().Replace(tag, m => $" id=\"{ids[m.Groups[1].Value]}\"");
        tag = ReferencePattern().Replace(
            tag, m => ids.TryGetValue(m.Groups[2].Value, out var id) ? $"{m.Groups[1].Value}#{id}" : m.Value);
        return FamilyPattern().Replace(tag, $"font-family=\"{PlotFont.CssFamily}\"");
    }

    [GeneratedRegex("<(?:[^>\"]|\"[^\"]*\")*>")]
    private static partial Regex TagPattern();

    [GeneratedRegex("( [xy]=\"[^,\"]*),[^\"]*\"")]
    private static partial Regex LetterPattern();

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex RootPattern();

    [GeneratedRegex(" id=\"([^\"]*)\"")]
    private static partial Regex IdPattern();

    [GeneratedRegex("(url\\(|href=\")#([^\")]*)")]
    private static partial Regex ReferencePattern();

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex FamilyPattern();
}
