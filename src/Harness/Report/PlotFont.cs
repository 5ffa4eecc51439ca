using ScottPlot;
using SkiaSharp;

namespace CtrBench.Harness.Report;

/// <summary>
/// The font of all pictures, embedded, so that a machine without fonts draws the same text to the same bytes. It is a subset of DejaVu Sans
/// (Latin, Greek, Cyrillic, common symbols), regular and bold.
/// </summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>Family name inside the font files, and in the SVG.</summary>
    public const string Family = "DejaVu Sans";

    /// <summary>Fallback for browsers without the family: Verdana has almost the same widths.</summary>
    public const string CssFamily = "'DejaVu Sans', Verdana, Geneva, sans-serif";

    private PlotFont()
    {
    }

    /// <summary>The regular face.</summary>
    public static SKTypeface Regular { get; } = Load("DejaVuSans.ttf");

    /// <summary>The bold face.</summary>
    public static SKTypeface Bold { get; } = Load("DejaVuSans-Bold.ttf");

    /// <summary>Makes the embedded font ScottPlot's default, once per process; called before anything is drawn.</summary>
    public static void Register()
    {
        lock (Fonts.FontResolvers)
        {
            if (Fonts.FontResolvers[0] is PlotFont)
                return;
            Fonts.FontResolvers.Insert(0, new PlotFont());
            Fonts.Default = Family;
        }
    }

    /// <summary>The bytes of an embedded file of this assembly.</summary>
    public static byte[] Resource(string name)
    {
        using Stream stream = typeof(PlotFont).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"{name} is not embedded in the assembly; check EmbeddedResource in CtrBench.Harness.csproj.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family ? (weight >= FontWeight.SemiBold ? Bold : Regular) : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Family ? (bold ? Bold : Regular) : null;

    private static SKTypeface Load(string name)
    {
        using var bytes = SKData.CreateCopy(Resource(name));
        return SKTypeface.FromData(bytes) ?? throw new InvalidOperationException($"{name} is not a font that Skia can read.");
    }
}
