using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Report;

/// <summary>The pictures of a suite, as SVG and PNG.</summary>
internal static class Plots
{
    private const int MostLatencyPictures = 12;

    /// <summary>
    /// Draws every picture of <paramref name="runs"/> into <paramref name="folder"/>, which is created if missing, and returns them in the
    /// order of the report; a picture without anything to draw is returned with the reason. Files are written to a temporary name and
    /// renamed. The same runs give the same bytes.
    /// </summary>
    public static IReadOnlyList<ReportPicture> Write(IReadOnlyList<ReportRun> runs, string folder)
    {
        PlotFont.Register();
        Directory.CreateDirectory(folder);
        return [.. Draw(runs).Select(d => Write(d, folder))];
    }

    /// <summary>The pictures, not yet written.</summary>
    internal static IEnumerable<Drawing> Draw(IReadOnlyList<ReportRun> runs)
    {
        IReadOnlyList<RunGroup> all = RunGroup.Of(runs);
        IReadOnlyList<RunGroup> groups = RunGroup.Of([.. Repetitions.Of(runs).Select(r => r.Shown)]);
        return
        [
            DifferencePicture.Draw(Answer.Of([.. runs.Select(run => run.Compared)]), runs),
            DecompositionPicture.Draw(all),
            CompletenessPicture.Draw(runs),
            .. groups.Take(MostLatencyPictures).Select(LatencyOverTimePicture.Draw),
            .. groups.Skip(MostLatencyPictures).Select(g => Drawing.Without(
                $"latency-{g.Slug}",
                $"Latency over time: {g.Label}",
                $"Only the first {MostLatencyPictures} are drawn; plot fewer runs at a time.")),
            ScalabilityPicture.Draw(all),
            OverFloorEcdfPicture.Draw(all),
            .. SentRatePicture.DrawAll(runs),
            .. CostPicture.DrawIfLive(runs, all),
            WatermarkPicture.Draw(groups),
        ];
    }

    /// <summary>Writes one picture into <paramref name="folder"/>, which is created if missing.</summary>
    public static ReportPicture Write(Drawing drawing, string folder)
    {
        PlotFont.Register();
        Directory.CreateDirectory(folder);
        if (drawing.Figure is null)
            return new ReportPicture(drawing.Name, drawing.Title, "", null, null, null, drawing.Absent ?? "There is nothing to draw.");
        string svg = drawing.Figure.Svg(drawing.Name);
        string svgPath = Path.Combine(folder, drawing.Name + ".svg");
        string pngPath = Path.Combine(folder, drawing.Name + ".png");
        Replace(svgPath, System.Text.Encoding.UTF8.GetBytes(svg));
        Replace(pngPath, drawing.Figure.Png());
        return new ReportPicture(drawing.Name, drawing.Title, drawing.Caption, svg, svgPath, pngPath, null)
        {
            Sheets = [.. Sheet.All.Select(sheet => PagePlot.Of(drawing, sheet))],
        };
    }

    private static void Replace(string path, byte[] bytes)
    {
        string aside = path + ".tmp";
        File.WriteAllBytes(aside, bytes);
        File.Move(aside, path, overwrite: true);
    }
}

/// <summary>One picture of the report, drawn or omitted.</summary>
/// <param name="Name">File name without extension, unique in the report: latency-microbatch-spp.</param>
/// <param name="Title">What it shows, whether measured or predicted, and with which profile.</param>
/// <param name="Caption">How to read it; empty when it was omitted.</param>
/// <param name="Svg">The SVG text, ids made unique by <paramref name="Name"/>; null when it was omitted.</param>
/// <param name="SvgPath">Path of the SVG file; null when it was omitted.</param>
/// <param name="PngPath">Path of the PNG file (two pixels per unit); null when it was omitted.</param>
/// <param name="Absent">Why it was omitted; null when it was drawn.</param>
internal sealed record ReportPicture(
    string Name, string Title, string Caption, string? Svg, string? SvgPath, string? PngPath, string? Absent)
{
    /// <summary>The picture for each width of the page.</summary>
    public IReadOnlyList<PagePlot> Sheets { get; init; } = [];
}

/// <summary>A picture for one width of the page.</summary>
/// <param name="Sheet">The width.</param>
/// <param name="Svg">The SVG text.</param>
/// <param name="Points">The values that can be pointed at, in units of the picture.</param>
internal sealed record PagePlot(Sheet Sheet, string Svg, IReadOnlyList<PanelPoint> Points)
{
    /// <summary>A drawing that has a figure.</summary>
    public static PagePlot Of(Drawing drawing, Sheet sheet) =>
        new(sheet, drawing.On!(sheet).Svg($"{drawing.Name}-{sheet.Name}", out IReadOnlyList<PanelPoint> points), points);
}
