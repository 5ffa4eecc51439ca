using System.Globalization;

namespace CtrBench.Harness.Report;

/// <summary>The pictures with their captions: those that the answer rests on, the others, and the omitted ones with the reason.</summary>
internal static class PictureSection
{
    private static readonly string[] Decision = ["difference", "decomposition", "completeness"];

    /// <summary>Appends the pictures of the answer.</summary>
    public static void AppendDecision(HtmlText html, IReadOnlyList<ReportPicture> pictures)
    {
        html.Raw("<section id=\"decision\">").Element("h2", "What it rests on");
        foreach (ReportPicture picture in pictures.Where(p => p.Svg is not null && Decision.Contains(p.Name))) AppendFigure(html, picture);
        html.Raw("</section>");
    }

    /// <summary>Appends the other pictures, and says which are left out.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportPicture> pictures)
    {
        html.Raw("<section id=\"pictures\">").Element("h2", "Pictures");
        foreach (ReportPicture picture in pictures.Where(p => p.Svg is not null && !Decision.Contains(p.Name))) AppendFigure(html, picture);
        ReportPicture[] absent = [.. pictures.Where(p => p.Svg is null)];
        if (absent.Length > 0)
        {
            html.Element("h3", "Left out").Raw("<ul>");
            foreach (ReportPicture picture in absent)
                html.Element("li", $"{picture.Title}. {picture.Absent}");
            html.Raw("</ul>");
        }

        html.Raw("</section>");
    }

    // The texts of the values are the same on each sheet, so they stand in the page once.
    private static void AppendFigure(HtmlText html, ReportPicture picture)
    {
        string texts = picture.Sheets.Count == 0 ? "" : string.Join('\n', picture.Sheets[0].Points.Select(point => point.Text));
        html.Raw($"<figure id=\"picture-{HtmlText.Escape(picture.Name)}\" data-texts=\"{HtmlText.Escape(texts)}\">");
        if (picture.Sheets.Count == 0) html.Raw($"<div class=\"plot\">{SvgText.Inline(picture.Svg!)}</div>");
        foreach (PagePlot plot in picture.Sheets)
        {
            html.Raw($"<div class=\"plot {plot.Sheet.Name}\" data-points=\"{string.Join(';', plot.Points.Select(Place))}\">")
                .Raw(SvgText.Inline(plot.Svg))
                .Raw("</div>");
        }

        html.Element("figcaption", picture.Caption).Raw("</figure>");
    }

    private static string Place(PanelPoint point) => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}");
}
