using CtrBench.Harness.Measurement;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>Mean latency against the number of producers, with 95 % intervals: T1 - T0 left, T1 - floor right.</summary>
internal static class ScalabilityPicture
{
    private const string Name = "scalability";
    private const string Title = "Scalability: mean latency against number of producers";
    private const double Dodge = 0.07;

    /// <summary>The picture over all groups.</summary>
    public static Drawing Draw(IReadOnlyList<RunGroup> groups)
    {
        RunGroup[] shown = [.. groups.Where(g => g.Valid.Any(HasLatency))];
        ReportRun[] runs = [.. shown.SelectMany(g => g.Valid.Where(HasLatency))];
        int[] producers = [.. runs.Select(r => r.Metrics.Producers).Distinct().Order()];
        if (producers.Length < 2)
        {
            return Drawing.Without(Name, Title, runs.Length == 0
                ? "No valid run has a latency."
                : $"All valid runs have {RunText.Producers(producers[0])}; at least two numbers of producers are needed.");
        }

        string provenance = RunText.Provenance(runs);
        return new Drawing
        {
            Name = Name,
            Title = $"{Title} ({provenance})",
            Caption = "Points are means over the repetitions of a configuration, bars their 95 % intervals: Student's t over the means "
                + "of the runs, or within the run (HAC, fixed-b) where there is one only; points are shifted sideways "
                + "where they would overlap. The producers share one total rate, so a flat line means that latency does not depend "
                + "on the number of producers. Left: T1 − T0, including the dashed watermark delay, which no engine can avoid. "
                + "Right: T1 − floor, what the engine itself adds, from 0. "
                + "Solid with filled dots: SPP; dashed with open squares: MMPP; dotted with triangles: other traffic.",
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = Title,
                Subtitle = $"means with 95 % intervals, {provenance}",
                Keys =
                [
                    .. shown.Select(g => new FigureKey(g.Label, PlotColors.Engine(g.Engine, g.Shade), TrafficMark.Of(g.Traffic).Key)),
                    .. Delays(runs).Select(d => new FigureKey($"watermark delay D = {NumberText.Duration(d)}", PlotColors.Line,
                        KeyShape.Dashed)),
                ],
                Panels =
                [
                    Half(sheet, shown, producers, "t1_minus_t0", 1_000, "T1 − T0 (s)", Delays(runs)) with { Title = "T1 − T0" },
                    Half(sheet, shown, producers, "t1_minus_floor", 1, "T1 − floor (ms)", []) with
                    {
                        Title = "T1 − floor: what the engine adds",
                    },
                ],
                Columns = [1, 1],
                PanelHeight = 380,
            },
        };
    }

    private static Panel Half(Sheet sheet, RunGroup[] groups, int[] producers, string latency, double unit, string label, long[] delays)
    {
        Plot plot = Panel.NewPlot(sheet.Padding(), "producers", "mean " + label);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. producers.Select(p => (double)p)], [.. producers.Select(p => NumberText.Count(p))]);
        var values = new List<PanelPoint>();
        for (int g = 0; g < groups.Length; g++)
        {
            double shift = (g - ((groups.Length - 1) / 2.0)) * Dodge;
            Headline[] points = [.. Headlines(groups[g]).Where(h => h.Latency.ContainsKey(latency))];
            if (points.Length > 0)
                AddGroup(plot, groups[g], points, shift, latency, unit);
            values.AddRange(points.Select(h => new PanelPoint(h.Producers + shift, h.Latency[latency].MeanMs / unit,
                $"{groups[g].Label}, {RunText.Producers(h.Producers)}: {Text(h.Latency[latency])}")));
        }

        foreach (long delay in delays)
            plot.Add.HorizontalLine(delay / unit, 1.5f, PlotColors.Line, LinePattern.Dashed);

        HeadlineLatency[] all =
            [.. groups.SelectMany(Headlines).Select(h => h.Latency.GetValueOrDefault(latency)).OfType<HeadlineLatency>()];
        double[] ends = [.. all.SelectMany(l => new[] { Low(l) / unit, High(l) / unit }), .. delays.Select(d => d / unit)];
        double low = ends.DefaultIfEmpty(0).Min();
        double high = ends.DefaultIfEmpty(1).Max();
        double margin = Math.Max((high - low) * 0.08, 1e-3);
        double bottom = delays.Length > 0 ? low - margin : Math.Min(0, low - margin);
        plot.Axes.SetLimits(producers[0] - 0.5, producers[^1] + 0.5, bottom, high + margin);
        return new Panel(plot, "") { Points = values };
    }

    private static string Text(HeadlineLatency latency) => $"mean {NumberText.Latency(latency.MeanMs)}"
        + (latency is { MeanLowMs: { } low, MeanHighMs: { } high }
            ? $" (95 %: {NumberText.Latency(low)} to {NumberText.Latency(high)})" : "");

    private static void AddGroup(Plot plot, RunGroup group, Headline[] points, double shift, string latency, double unit)
    {
        TrafficMark mark = TrafficMark.Of(group.Traffic);
        Color color = PlotColors.Engine(group.Engine, group.Shade);
        double[] xs = [.. points.Select(h => h.Producers + shift)];
        double[] ys = [.. points.Select(h => h.Latency[latency].MeanMs / unit)];
        double[] below = [.. points.Select((h, i) => Math.Max(0, ys[i] - (Low(h.Latency[latency]) / unit)))];
        double[] above = [.. points.Select((h, i) => Math.Max(0, (High(h.Latency[latency]) / unit) - ys[i]))];
        double[] none = new double[xs.Length];
        var bars = new ScottPlot.Plottables.ErrorBar(xs, ys, none, none, below, above) { Color = color, LineWidth = 1.5f, CapSize = 4 };
        plot.Add.Plottable(bars);
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(xs, ys, color);
        line.LineWidth = 1.5f;
        line.LinePattern = mark.Line;
        line.MarkerShape = mark.Marker;
        line.MarkerSize = 8;
        line.MarkerLineWidth = 1.8f;
        line.MarkerLineColor = color;
    }

    private static IEnumerable<Headline> Headlines(RunGroup group) =>
        Repetitions.Of(group.Valid.Where(r => r.Metrics.Producers > 0)).Select(r => r.Headline);

    private static double Low(HeadlineLatency latency) => latency.MeanLowMs ?? latency.MeanMs;

    private static double High(HeadlineLatency latency) => latency.MeanHighMs ?? latency.MeanMs;

    private static long[] Delays(ReportRun[] runs) => [.. runs.Select(r => r.Manifest.Query.WatermarkDelayMs).Distinct().Order()];

    private static bool HasLatency(ReportRun run) => run.Metrics.Producers > 0 && run.Metrics.Latency.ContainsKey("t1_minus_t0");
}
