using ScottPlot;
using SkiaSharp;

namespace CtrBench.Harness.Report;

/// <summary>
/// A picture: headline, provenance, legend, then panels in rows. Drawn in process with Skia, without a display; the same figure gives the
/// same bytes.
/// </summary>
internal sealed class Figure
{
    private const int PngScale = 2;
    private const float Margin = 18;
    private const float PanelTitleHeight = 24;
    private const float HeadlineHeight = 21;
    private const float LineHeight = 17;

    /// <summary>Headline.</summary>
    public required string Title { get; init; }

    /// <summary>Measured or predicted, and what the runs have in common.</summary>
    public required string Subtitle { get; init; }

    /// <summary>Legend entries.</summary>
    public IReadOnlyList<FigureKey> Keys { get; init; } = [];

    /// <summary>The panels, row by row.</summary>
    public required IReadOnlyList<Panel> Panels { get; init; }

    /// <summary>Widths of the columns, as shares.</summary>
    public IReadOnlyList<double> Columns { get; init; } = [1];

    /// <summary>What it is drawn for; on a sheet that is not wide all panels are in one column.</summary>
    public Sheet Sheet { get; init; } = Sheet.Wide;

    /// <summary>Height of a panel without its title.</summary>
    public required int PanelHeight { get; init; }

    /// <summary>How much higher the last row is: room for its additional parts, such as the label of the shared axis.</summary>
    public int LastRowExtra { get; init; }

    /// <summary>Height of the figure.</summary>
    public int Height => (int)(HeaderHeight + (Rows * (PanelHeight + TitleHeight)) + LastRowExtra + 8);

    /// <summary>Width of the figure.</summary>
    public int Width => Sheet.Width;

    private float TextWidth => Width - (2 * Margin);

    private IReadOnlyList<double> Shares => Sheet == Sheet.Wide ? Columns : [1];

    private float TitleHeight => Panels.Any(p => p.Title.Length > 0)
        ? PanelTitleHeight + (LineHeight * (Panels.Max(p => TitleLines(p).Count) - 1)) : 8;

    private int Rows => (Panels.Count + Shares.Count - 1) / Shares.Count;

    private float HeaderHeight => SubtitleTop + (LineHeight * SubtitleLines.Count) - 2 + FigureLegend.Height(Keys, TextWidth);

    private float SubtitleTop => 30 + (HeadlineHeight * HeadlineLines.Count);

    private IReadOnlyList<string> HeadlineLines => FigureText.Lines(Title, FigureText.Title, TextWidth);

    private IReadOnlyList<string> SubtitleLines => FigureText.Lines(Subtitle, FigureText.Plain, TextWidth);

    /// <summary>The figure as SVG text; every id begins with <paramref name="name"/>, so that several figures can be in one page.</summary>
    public string Svg(string name) => Svg(name, out _);

    /// <summary>The same, with the values that can be pointed at, in units of the figure.</summary>
    public string Svg(string name, out IReadOnlyList<PanelPoint> points)
    {
        using var stream = new MemoryStream();
        var found = new List<PanelPoint>();
        using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
            Draw(canvas, found);
        points = found;
        return SvgText.Finish(System.Text.Encoding.UTF8.GetString(stream.ToArray()), name, $"{Title} ({Subtitle})", Width, Height);
    }

    /// <summary>The figure as a PNG, two pixels per unit.</summary>
    public byte[] Png()
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width * PngScale, Height * PngScale, SKColorType.Rgba8888,
            SKAlphaType.Premul));
        surface.Canvas.Scale(PngScale);
        Draw(surface.Canvas, []);
        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private void Draw(SKCanvas canvas, List<PanelPoint> points)
    {
        using var background = new SKPaint { Color = SKColors.White };
        canvas.DrawRect(0, 0, Width, Height, background);
        foreach (var (i, line) in HeadlineLines.Index())
            FigureText.Draw(canvas, line, Margin, 30 + (HeadlineHeight * i), FigureText.Title, PlotColors.Text, TextWidth);
        foreach (var (i, line) in SubtitleLines.Index())
            FigureText.Draw(canvas, line, Margin, SubtitleTop + (LineHeight * i), FigureText.Plain, PlotColors.Muted, TextWidth);
        FigureLegend.Draw(canvas, Keys, Margin, SubtitleTop + (LineHeight * SubtitleLines.Count) - 8, TextWidth);

        double total = Shares.Sum();
        for (int i = 0; i < Panels.Count; i++)
        {
            int row = i / Shares.Count;
            int column = i % Shares.Count;
            float left = (float)(Width * Shares.Take(column).Sum() / total);
            float width = (float)(Width * Shares[column] / total);
            float top = HeaderHeight + (row * (PanelHeight + TitleHeight)) + TitleHeight;
            float height = PanelHeight + (row == Rows - 1 ? LastRowExtra : 0);
            Draw(canvas, Panels[i], new PixelRect(left, left + width, top + height, top));
            points.AddRange(Panels[i].Points.Select(point => InFigure(Panels[i].Plot, point)));
        }
    }

    private static PanelPoint InFigure(Plot plot, PanelPoint point)
    {
        Pixel pixel = plot.GetPixel(new Coordinates(point.X, point.Y));
        return new(pixel.X, pixel.Y, point.Text);
    }

    private IReadOnlyList<string> TitleLines(Panel panel) =>
        FigureText.Lines(panel.Title, FigureText.Strong, (Shares.Count > 1 ? Width / Shares.Count : Width) - Sheet.Left - 8);

    private void Draw(SKCanvas canvas, Panel panel, PixelRect area)
    {
        panel.Plot.RenderManager.ClearCanvasBeforeEachRender = false;
        panel.Plot.Render(canvas, area);
        PixelRect inner = panel.Plot.RenderManager.LastRender.DataRect;
        IReadOnlyList<string> title = TitleLines(panel);
        foreach (var (i, line) in title.Index())
        {
            float y = area.Top - 1 - (LineHeight * (title.Count - 1 - i));
            FigureText.Draw(canvas, line, inner.Left, y, FigureText.Strong, PlotColors.Text, area.Right - inner.Left);
        }

        if (panel.Message is not null) DrawMessage(canvas, panel.Message, inner);
    }

    private static void DrawMessage(SKCanvas canvas, string message, PixelRect inner)
    {
        IReadOnlyList<string> lines = FigureText.Lines(message, FigureText.Plain, inner.Width - 28);
        float width = lines.Max(line => FigureText.Measure(line, FigureText.Plain));
        float x = Math.Max(inner.Left + 6, inner.HorizontalCenter - (width / 2));
        float top = inner.VerticalCenter - (LineHeight * lines.Count / 2);
        using var ground = new SKPaint { Color = SKColors.White };
        canvas.DrawRect(x - 8, top - 6, Math.Min(width, inner.Right - x) + 16, (LineHeight * lines.Count) + 12, ground);
        foreach (var (i, line) in lines.Index())
            FigureText.Draw(canvas, line, x, top + (LineHeight * i) + 12, FigureText.Plain, PlotColors.Muted, inner.Right - x);
    }
}

/// <summary>A picture before it is written: a figure, or the reason why there is none.</summary>
internal sealed record Drawing
{
    /// <summary>File name without extension.</summary>
    public required string Name { get; init; }

    /// <summary>Headline.</summary>
    public required string Title { get; init; }

    /// <summary>How to read it.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The figure for a sheet; null when there is nothing to draw.</summary>
    public Func<Sheet, Figure>? On { get; init; }

    /// <summary>The figure as it is written to a file.</summary>
    public Figure? Figure => On?.Invoke(Sheet.Wide);

    /// <summary>Why there is nothing to draw.</summary>
    public string? Absent { get; init; }

    /// <summary>An omitted picture, with the reason.</summary>
    public static Drawing Without(string name, string title, string reason) => new() { Name = name, Title = title, Absent = reason };
}
