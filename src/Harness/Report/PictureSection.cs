namespace CtrBench.Harness.Report;

/// <summary>The pictures with their captions, then the omitted ones with the reason.</summary>
internal static class PictureSection
{
    /// <summary>Appends the section.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportPicture> pictures)
    {
        html.Raw("<section id=\"pictures\">").Element("h2", "Pictures");
        foreach (ReportPicture picture in pictures.Where(p => p.Svg is not null))
        {
            html.Raw($"<figure id=\"picture-{HtmlText.Escape(picture.Name)}\">")
                .Raw(SvgText.Inline(picture.Svg!))
                .Element("figcaption", picture.Caption)
                .Raw("</figure>");
        }

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
}
