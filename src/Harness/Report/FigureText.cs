using ScottPlot;
using SkiaSharp;

namespace CtrBench.Harness.Report;

/// <summary>Text of a figure outside its plots, in the embedded font.</summary>
internal static class FigureText
{
    /// <summary>Headlines.</summary>
    public static readonly SKFont Title = Make(PlotFont.Bold, 17);

    /// <summary>Panel titles.</summary>
    public static readonly SKFont Strong = Make(PlotFont.Bold, 12.5f);

    /// <summary>Legends, subtitles, messages.</summary>
    public static readonly SKFont Plain = Make(PlotFont.Regular, 12.5f);

    /// <summary>Width of a text, in units of the figure.</summary>
    public static float Measure(string text, SKFont font) => font.MeasureText(text);

    /// <summary>A text in lines that are not wider than <paramref name="width"/>, cut between words.</summary>
    public static IReadOnlyList<string> Lines(string text, SKFont font, float width)
    {
        List<string> lines = [];
        foreach (string word in text.Split(' '))
        {
            if (lines.Count > 0 && Measure($"{lines[^1]} {word}", font) <= width)
                lines[^1] += " " + word;
            else
                lines.Add(word);
        }

        return lines;
    }

    /// <summary>
    /// Draws a text with its baseline at <paramref name="y"/>, truncated with an ellipsis if it is wider than <paramref name="maxWidth"/>.
    /// </summary>
    public static void Draw(SKCanvas canvas, string text, float x, float y, SKFont font, Color color, float maxWidth)
    {
        using var paint = new SKPaint { Color = color.ToSKColor(), IsAntialias = true };
        canvas.DrawText(Fit(text, font, maxWidth), x, y, SKTextAlign.Left, font, paint);
    }

    private static string Fit(string text, SKFont font, float maxWidth)
    {
        if (Measure(text, font) <= maxWidth)
            return text;
        int length = text.Length;
        while (length > 0 && Measure(text[..length] + "…", font) > maxWidth)
            length--;
        return text[..length].TrimEnd() + "…";
    }

    private static SKFont Make(SKTypeface face, float size) => new(face, size) { Subpixel = true, Hinting = SKFontHinting.None };
}
