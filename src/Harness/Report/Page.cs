using System.Text;

namespace CtrBench.Harness.Report;

/// <summary>What every page of ours has in common: fonts, style and script are in it, so that it opens from disk.</summary>
internal static class Page
{
    /// <summary>Up to the body.</summary>
    public static void Begin(HtmlText html, string title) => html.Raw("<!DOCTYPE html>")
        .Raw("<html lang=\"en\">")
        .Raw("<head>")
        .Raw("<meta charset=\"utf-8\">")
        .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .Raw("<meta name=\"color-scheme\" content=\"light dark\">")
        .Element("title", title)
        .Raw("<style>")
        .Raw(FontFace("DejaVuSans.ttf", 400))
        .Raw(FontFace("DejaVuSans-Bold.ttf", 700))
        .Raw(Encoding.UTF8.GetString(PlotFont.Resource("report.css")))
        .Raw(PageColors.Css())
        .Raw("</style>")
        .Raw("</head>")
        .Raw("<body>");

    /// <summary>The script and the end.</summary>
    public static string End(HtmlText html) => html
        .Raw("<script data-of=\"report\">").Raw(Encoding.UTF8.GetString(PlotFont.Resource("report.js"))).Raw("</script>")
        .Raw("</body>").Raw("</html>").ToString();

    private static string FontFace(string file, int weight) =>
        $"@font-face {{ font-family: \"{PlotFont.Family}\"; font-weight: {weight}; "
        + $"src: url(data:font/ttf;base64,{Convert.ToBase64String(PlotFont.Resource(file))}) format(\"truetype\"); }}";
}
