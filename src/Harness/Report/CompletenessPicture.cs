using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>Share of events counted over the watermark delay: shows the cost of a shorter delay.</summary>
internal static class CompletenessPicture
{
    private const string Name = "completeness";
    private const string Title = "Completeness against watermark delay";

    private static string? TooFew(long[] delays) => delays.Length switch
    {
        0 => "No valid run has a completeness.",
        1 => $"All valid runs have the same watermark delay ({NumberText.Duration(delays[0])}); at least two are needed.",
        _ => null,
    };

    // Lateness that follows the delay would show that longer delays lose more.
    private static string? OtherTraffic(IReadOnlyList<ReportRun> runs) => runs.Where(r => r.Manifest.Workload.Disorder.VeryLateShare > 0)
        .Select(r => r.Manifest.Workload.Disorder.VeryLateFromMs ?? r.Manifest.Query.WatermarkDelayMs).Distinct().Count() <= 1
        ? null
        : "The runs have other traffic at each delay: their very late events are late by another amount. Name one for all of them, such as "
            + "--very-late 0.5%:20s.";

    /// <summary>The picture over all runs; omitted when they have the same delay.</summary>
    public static Drawing Draw(IReadOnlyList<ReportRun> runs)
    {
        ReportRun[] shown = [.. runs.Where(r => r.IsValid && r.Metrics.Correctness.Completeness is not null)];
        if (OtherTraffic(shown) is { } reason) return Drawing.Without(Name, Title, reason);
        long[] delays = [.. shown.Select(r => r.Manifest.Query.WatermarkDelayMs).Distinct().Order()];
        if (TooFew(delays) is { } few) return Drawing.Without(Name, Title, few);

        bool mixed = RunText.IsMixed(shown);
        IReadOnlyDictionary<ReportRun, string> variants = RunVariants.Of(shown, provenance: false, delay: false);
        IGrouping<Curve, ReportRun>[] curves = [.. shown.GroupBy(r => new Curve(r.Metrics.Engine, RunText.Traffic(r),
            (mixed ? $", {RunText.Kind(r)}" : "") + (variants[r].Length > 0 ? $", {variants[r]}" : "")))];
        string provenance = RunText.Provenance(shown);
        return new Drawing
        {
            Name = Name,
            Title = $"{Title} ({provenance})",
            Caption = "Share of the events of closed windows that their result counted; the rest arrived too late and was dropped. A point "
                + "is a run, the line joins the means at each delay; where curves coincide, those later in the legend are drawn on wider "
                + "ones. "
                + "Every second of delay is a second of latency, so choose the shortest delay that is complete enough. The axis ends at "
                + "100 % and starts just below the lowest point.",
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = Title,
                Subtitle = $"share of events counted, {provenance}",
                Keys =
                [
                    .. curves.Select(c => new FigureKey($"{c.Key.Engine}, {c.Key.Traffic}{c.Key.Kind}", ColorOf(curves, c.Key),
                        TrafficMark.Of(c.Key.Traffic).Key)),
                    new FigureKey("every event counted", PlotColors.Line, KeyShape.Dashed),
                ],
                Panels = [DrawPanel(shown, curves, delays, sheet)],
                PanelHeight = 380,
            },
        };
    }

    private static Panel DrawPanel(ReportRun[] shown, IGrouping<Curve, ReportRun>[] curves, long[] delays, Sheet sheet)
    {
        Plot plot = Panel.NewPlot(sheet.Padding(), "watermark delay D (s)", "events counted (%)");
        var values = new List<PanelPoint>();
        for (int c = 0; c < curves.Length; c++)
        {
            IGrouping<Curve, ReportRun> curve = curves[c];
            TrafficMark mark = TrafficMark.Of(curve.Key.Traffic);
            Color color = ColorOf(curves, curve.Key);
            (double X, double Y)[] points = [.. curve
                .OrderBy(r => r.Manifest.Query.WatermarkDelayMs)
                .Select(r => (r.Manifest.Query.WatermarkDelayMs / 1_000.0, 100 * r.Metrics.Correctness.Completeness!.Value))];
            (double X, double Y)[] means = [.. points.GroupBy(p => p.X).Select(g => (g.Key, g.Average(p => p.Y)))];
            ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(
                means.Select(p => p.X).ToArray(), means.Select(p => p.Y).ToArray(), color);
            values.AddRange(means.Select(p => new PanelPoint(p.X, p.Y,
                $"{curve.Key.Engine}, {curve.Key.Traffic}{curve.Key.Kind}: {NumberText.Percent(p.Y / 100)} at a delay of "
                    + $"{NumberText.Tick(p.X)} s")));
            line.LineWidth = 1.5f + (3 * (curves.Length - 1 - c));
            line.LinePattern = mark.Line;
            ScottPlot.Plottables.Scatter dots = plot.Add.ScatterPoints(
                points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray(), color);
            dots.MarkerShape = mark.Marker;
            dots.MarkerSize = 8;
            dots.MarkerLineWidth = 1.8f;
            dots.MarkerLineColor = color;
        }

        double lowest = 100 * shown.Min(r => r.Metrics.Correctness.Completeness!.Value);
        double margin = Math.Max((100 - lowest) * 0.08, 0.01);
        double width = (delays[^1] - delays[0]) / 1_000.0;
        plot.Add.HorizontalLine(100, 1.2f, PlotColors.Line, LinePattern.Dashed);
        plot.Axes.SetLimits((delays[0] / 1_000.0) - (width * 0.04), (delays[^1] / 1_000.0) + (width * 0.04), lowest - margin, 100 + margin);
        return new Panel(plot, "") { Points = values };
    }

    private static Color ColorOf(IGrouping<Curve, ReportRun>[] curves, Curve curve)
    {
        string[] kinds = [.. curves.Where(c => c.Key.Engine == curve.Engine).Select(c => c.Key.Kind).Distinct(StringComparer.Ordinal)];
        return PlotColors.Engine(curve.Engine, Array.IndexOf(kinds, curve.Kind));
    }

    private readonly record struct Curve(EngineId Engine, string Traffic, string Kind);
}
