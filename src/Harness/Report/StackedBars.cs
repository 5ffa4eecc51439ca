using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>Horizontal bars made of parts, with text beside or above them.</summary>
internal static class StackedBars
{
    /// <summary>How far below its row a bar is whose label stands above it.</summary>
    public const double Lower = 0.17;

    /// <summary>How far above its row that label is.</summary>
    public const double AboveBar = 0.3;

    /// <summary>One part of a bar.</summary>
    /// <param name="plot">Where.</param>
    /// <param name="row">The row's place on the vertical axis.</param>
    /// <param name="from">Where the part begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="lower">Whether the label is above the bar, which is then thinner and lower.</param>
    public static void AddPart(Plot plot, double row, double from, double to, Color color, bool lower) => plot.Add.Bar(new Bar
    {
        Position = lower ? row - Lower : row,
        ValueBase = from,
        Value = to,
        FillColor = color,
        LineWidth = 0.7f,
        LineColor = PlotColors.Muted,
        Size = lower ? 0.44 : 0.68,
        Orientation = Orientation.Horizontal,
    });

    /// <summary>A text that begins at a place, moved to the right by so many pixels.</summary>
    public static void AddText(Plot plot, string words, double x, double y, float offset)
    {
        ScottPlot.Plottables.Text text = plot.Add.Text(words, x, y);
        text.LabelFontSize = 12;
        text.LabelFontColor = PlotColors.Text;
        text.LabelAlignment = Alignment.MiddleLeft;
        text.OffsetX = offset;
        text.OffsetY = 2;
    }
}
