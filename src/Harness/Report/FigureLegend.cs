using ScottPlot;
using SkiaSharp;

namespace CtrBench.Harness.Report;

/// <summary>The legend of a figure: entries side by side, wrapped to the figure's width.</summary>
internal static class FigureLegend
{
    private const float RowHeight = 21;
    private const float Swatch = 28;
    private const float Gap = 8;
    private const float Between = 24;

    /// <summary>Height of the legend at a width; 0 without entries.</summary>
    public static float Height(IReadOnlyList<FigureKey> keys, float width) =>
        keys.Count == 0 ? 0 : Rows(keys, width) * RowHeight;

    /// <summary>Draws the entries below <paramref name="top"/>.</summary>
    public static void Draw(SKCanvas canvas, IReadOnlyList<FigureKey> keys, float left, float top, float width)
    {
        if (keys.Count == 0)
            return;
        (float X, int Row)[] places = Place(keys, width);
        for (int i = 0; i < keys.Count; i++)
        {
            float x = left + places[i].X;
            float middle = top + (places[i].Row * RowHeight) + (RowHeight / 2);
            DrawSwatch(canvas, keys[i], x, middle);
            foreach (var (line, text) in Lines(keys[i], width).Index())
            {
                FigureText.Draw(canvas, text, x + Swatch + Gap, middle + 4.5f + (line * RowHeight), FigureText.Plain, PlotColors.Text,
                    width - Swatch - Gap);
            }
        }
    }

    private static IReadOnlyList<string> Lines(FigureKey key, float width) =>
        FigureText.Lines(key.Text, FigureText.Plain, width - Swatch - Gap);

    private static int Rows(IReadOnlyList<FigureKey> keys, float width) => Place(keys, width)[^1].Row + Lines(keys[^1], width).Count;

    private static (float X, int Row)[] Place(IReadOnlyList<FigureKey> keys, float width)
    {
        var places = new (float, int)[keys.Count];
        float x = 0;
        int row = 0;
        for (int i = 0; i < keys.Count; i++)
        {
            IReadOnlyList<string> lines = Lines(keys[i], width);
            float wide = Swatch + Gap + lines.Max(line => FigureText.Measure(line, FigureText.Plain));
            if (x > 0 && (x + wide > width || lines.Count > 1))
            {
                x = 0;
                row++;
            }

            places[i] = (x, row);
            x += wide + Between;
            if (lines.Count == 1) continue;
            x = 0;
            row += lines.Count;
        }

        return places;
    }

    private static void DrawSwatch(SKCanvas canvas, FigureKey key, float x, float middle)
    {
        using var paint = new SKPaint { Color = key.Color.ToSKColor(), IsAntialias = true, StrokeWidth = 2 };
        switch (key.Shape)
        {
            case KeyShape.Area:
                canvas.DrawRect(x + 4, middle - 6, Swatch - 8, 12, paint);
                paint.Style = SKPaintStyle.Stroke;
                paint.StrokeWidth = 0.8f;
                paint.Color = PlotColors.Muted.ToSKColor();
                canvas.DrawRect(x + 4, middle - 6, Swatch - 8, 12, paint);
                break;
            case KeyShape.Dot:
                canvas.DrawCircle(x + (Swatch / 2), middle, 4, paint);
                break;
            case KeyShape.Square:
                paint.Style = SKPaintStyle.Stroke;
                canvas.DrawRect(x + (Swatch / 2) - 4, middle - 4, 8, 8, paint);
                break;
            case KeyShape.Cross:
                canvas.DrawLine(x + (Swatch / 2) - 4, middle - 4, x + (Swatch / 2) + 4, middle + 4, paint);
                canvas.DrawLine(x + (Swatch / 2) - 4, middle + 4, x + (Swatch / 2) + 4, middle - 4, paint);
                break;
            default:
                paint.Style = SKPaintStyle.Stroke;
                using (SKPathEffect? dash = Dash(key.Shape))
                {
                    paint.PathEffect = dash;
                    canvas.DrawLine(x, middle, x + Swatch, middle, paint);
                }

                break;
        }
    }

    private static SKPathEffect? Dash(KeyShape shape) => shape switch
    {
        KeyShape.Dashed => SKPathEffect.CreateDash([7, 4], 0),
        KeyShape.Dotted => SKPathEffect.CreateDash([2, 3], 0),
        _ => null,
    };
}

/// <summary>One entry of a figure's legend, which is above the panels and so never covers them.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Shape">Its symbol.</param>
internal sealed record FigureKey(string Text, Color Color, KeyShape Shape);

/// <summary>What a legend entry looks like.</summary>
internal enum KeyShape
{
    /// <summary>A solid line.</summary>
    Line,

    /// <summary>A dashed line.</summary>
    Dashed,

    /// <summary>A dotted line.</summary>
    Dotted,

    /// <summary>A filled dot.</summary>
    Dot,

    /// <summary>A filled area.</summary>
    Area,

    /// <summary>An open square.</summary>
    Square,

    /// <summary>A diagonal cross.</summary>
    Cross,
}
