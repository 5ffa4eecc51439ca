using CtrBench.Harness.Measurement;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>Outages of the log as shaded spans behind the curves of a run.</summary>
internal static class OutageShade
{
    private const double NarrowestS = 0.2;

    /// <summary>The legend's entry; none without outages.</summary>
    public static FigureKey[] Keys(IEnumerable<ReportRun> runs) => runs.Any(run => run.Metrics.Outages.Count > 0)
        ? [new FigureKey("outage: events reached the log late", PlotColors.Outage, KeyShape.Area)]
        : [];

    /// <summary>Shades the outages of a run in a plot whose x axis is run time in seconds; even the shortest is visible.</summary>
    public static void Add(Plot plot, ReportRun run)
    {
        foreach (Outage outage in run.Metrics.Outages)
        {
            double from = (outage.FromMs - run.Manifest.StartMs) / 1_000;
            double to = (outage.ToMs - run.Manifest.StartMs) / 1_000;
            plot.Add.HorizontalSpan(from, Math.Max(to, from + NarrowestS), PlotColors.Outage).LineStyle.IsVisible = false;
        }
    }
}
