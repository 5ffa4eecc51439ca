using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>One coordinate system of a figure.</summary>
/// <param name="Plot">Axes and curves.</param>
/// <param name="Title">Title above it, left.</param>
/// <param name="Message">Message instead of curves, why there are none; null when there are curves.</param>
internal sealed record Panel(Plot Plot, string Title, string? Message = null)
{
    /// <summary>The values that the page shows under a pointer.</summary>
    public IReadOnlyList<PanelPoint> Points { get; init; } = [];

    /// <summary>A plot in the house style; <paramref name="padding"/> is fixed so that panels in a column line up.</summary>
    public static Plot NewPlot(PixelPadding padding, string xLabel, string yLabel)
    {
        PlotFont.Register();
        var plot = new Plot();
        plot.Layout.Fixed(padding);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.Color(PlotColors.Muted);
        plot.Grid.MajorLineColor = PlotColors.Grid;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.HideLegend();
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.TickLabelStyle.FontSize = 12;
            axis.TickLabelStyle.ForeColor = PlotColors.Text;
            axis.Label.FontSize = 12;
            axis.Label.Bold = false;
            axis.Label.ForeColor = PlotColors.Text;
            axis.FrameLineStyle.Color = PlotColors.Muted;
            axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
            {
                LabelFormatter = NumberText.Tick,
                MinorTickGenerator = new ScottPlot.TickGenerators.EvenlySpacedMinorTickGenerator(1),
            };
        }

        // A fixed width keeps the label in one place, whatever the ticks measure; the offset brings tick labels to their lines.
        plot.Axes.Left.MinimumSize = padding.Left - 6;
        plot.Axes.Left.MaximumSize = padding.Left - 6;
        plot.Axes.Left.TickLabelStyle.OffsetY = 2;

        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        return plot;
    }
}

/// <summary>A value in a panel that can be pointed at.</summary>
/// <param name="X">Where it is, on the axes of the panel.</param>
/// <param name="Y">The same, vertically.</param>
/// <param name="Text">What it is, with its unit.</param>
internal sealed record PanelPoint(double X, double Y, string Text);
