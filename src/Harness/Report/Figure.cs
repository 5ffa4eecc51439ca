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

    /// <summary>Width of the figure.</summary>
    public int Width { get; init; } = 1000;

    /// <summary>Height of a panel without its title.</summary>
    public required int PanelHeight { get; init; }

    /// <summary>How much higher the last row is: room for its additional parts, such as the label of the shared axis.</summary>
    public int LastRowExtra { get; init; }

    /// <summary>Height of the figure.</summary>
    public int Height => (int)(HeaderHeight + (Rows * (PanelHeight + TitleHeight)) + LastRowExtra + 8);

    private float TitleHeight => Panels.Any(p => p.Title.Length > 0) ? PanelTitleHeight : 8;

    private int Rows => (Panels.Count + Columns.Count - 1) / Columns.Count;

    private float HeaderHeight => 66 + FigureLegend.Height(Keys, Width - (2 * Margin));

    /// <summary>The figure as SVG text; every id begins with <paramref name="name"/>, so that several figures can be in one page.</summary>
    public string Svg(string name)
    {
        using var stream = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
            Draw(canvas);
        return SvgText.Finish(System.Text.Encoding.UTF8.GetString(stream.ToArray()), name, $"{Title} ({Subtitle})", Width, Height);
    }

    /// <summary>The figure as a PNG, two pixels per unit.</summary>
    public byte[] Png()
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width * PngScale, Height * PngScale, SKColorType.Rgba8888,
            SKAlphaType.Premul));
        surface.Canvas.Scale(PngScale);
        Draw(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private void Draw(SKCanvas canvas)
    {
        using var background = new SKPaint { Color = SKColors.White };
        canvas.DrawRect(0, 0, Width, Height, background);
        FigureText.Draw(canvas, Title, Margin, 30, FigureText.Title, PlotColors.Text, Width - (2 * Margin));
        FigureText.Draw(canvas, Subtitle, Margin, 51, FigureText.Plain, PlotColors.Muted, Width - (2 * Margin));
        FigureLegend.Draw(canvas, Keys, Margin, 60, Width - (2 * Margin));

        double total = Columns.Sum();
        for (int i = 0; i < Panels.Count; i++)
        {
            int row = i / Columns.Count;
            int column = i % Columns.Count;
            float left = (float)(Width * Columns.Take(column).Sum() / total);
            float width = (float)(Width * Columns[column] / total);
            float top = HeaderHeight + (row * (PanelHeight + TitleHeight)) + TitleHeight;
            float height = PanelHeight + (row == Rows - 1 ? LastRowExtra : 0);
            Draw(canvas, Panels[i], new PixelRect(left, left + width, top + height, top));
        }
    }

    private static void Draw(SKCanvas canvas, Panel panel, PixelRect area)
    {
        panel.Plot.RenderManager.ClearCanvasBeforeEachRender = false;
        panel.Plot.Render(canvas, area);
        PixelRect inner = panel.Plot.RenderManager.LastRender.DataRect;
        FigureText.Draw(canvas, panel.Title, inner.Left, area.Top - 1, FigureText.Strong, PlotColors.Text, area.Right - inner.Left);
        if (panel.Message is not null)
        {
            float width = FigureText.Measure(panel.Message, FigureText.Plain);
            float x = Math.Max(inner.Left + 6, inner.HorizontalCenter - (width / 2));
            using var ground = new SKPaint { Color = SKColors.White };
            canvas.DrawRect(x - 8, inner.VerticalCenter - 14, Math.Min(width, inner.Right - x) + 16, 28, ground);
            FigureText.Draw(canvas, panel.Message, x, inner.VerticalCenter + 4, FigureText.Plain, PlotColors.Muted, inner.Right - x);
        }
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

    /// <summary>The figure; null when there is nothing to draw.</summary>
    public Figure? Figure { get; init; }

    /// <summary>Why there is nothing to draw.</summary>
    public string? Absent { get; init; }

    /// <summary>An omitted picture, with the reason.</summary>
    public static Drawing Without(string name, string title, string reason) => new() { Name = name, Title = title, Absent = reason };
}
