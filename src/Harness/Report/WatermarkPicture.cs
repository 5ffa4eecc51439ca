using CtrBench.Harness.RunModel;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>
/// How far the watermark is behind the clock, and how long after a window's end its last record arrived: one panel per engine and traffic.
/// </summary>
internal static class WatermarkPicture
{
    private const string Name = "watermark";
    private const string Title = "How far the watermark is behind the clock";
    private const int MostPoints = 400;
    private const int MostPanels = 8;

    /// <summary>The picture over all groups: for each, the run with the fewest producers that has data.</summary>
    public static Drawing Draw(IReadOnlyList<RunGroup> groups)
    {
        (RunGroup Group, ReportRun Run)[] shown = [.. groups
            .Select(g => (g, g.Runs.FirstOrDefault(r => Watermark(r).Length > 1 || Skew(r).Length > 1)))
            .Where(p => p.Item2 is not null)
            .Select(p => (p.g, p.Item2!))
            .Take(MostPanels)];
        if (shown.Length == 0)
            return Drawing.Without(Name, Title, "No run folder contains the engine's progress over time or the append times of the "
                + "windows.");

        string provenance = RunText.Provenance(shown.Select(s => s.Run));
        return new Drawing
        {
            Name = Name,
            Title = $"{Title} ({provenance})",
            Caption = "The line shows how far the engine's watermark is behind the clock when it reports: at least the delay D (dashed), "
                + "plus what the engine has not yet read or processed; a rising line means that the engine falls behind. "
                + "The dots are the event-time skew: how long after a window's end its last record was appended. A dot above the dashed "
                + "line is a window whose last record came so late that it may have been dropped. For each engine and traffic the run with "
                + "the fewest producers is drawn.",
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = Title,
                Subtitle = $"clock − watermark; last append − window end; {provenance}",
                Keys =
                [
                    .. shown.Select(s => s.Group.Engine).Distinct()
                        .Select(e => new FigureKey($"clock − watermark, {e}", PlotColors.Engine(e), KeyShape.Line)),
                    new FigureKey("last append − window end", PlotColors.Neutral, KeyShape.Dot),
                    new FigureKey("watermark delay D", PlotColors.Line, KeyShape.Dashed),
                ],
                Panels = [.. shown.Select((s, i) => DrawPanel(s.Group, s.Run, i == shown.Length - 1, sheet))],
                PanelHeight = shown.Length == 1 ? 260 : 128,
                LastRowExtra = 24,
            },
        };
    }

    private static Panel DrawPanel(RunGroup group, ReportRun run, bool last, Sheet sheet)
    {
        Plot plot = Panel.NewPlot(sheet.Padding(last), last ? "run time (s)" : "", "seconds");
        Coordinates[] watermark = Watermark(run);
        Coordinates[] skew = Skew(run);
        double delayS = run.Manifest.Query.WatermarkDelayMs / 1_000.0;
        plot.Add.HorizontalLine(delayS, 1.5f, PlotColors.Line, LinePattern.Dashed);
        if (watermark.Length > 1)
            plot.Add.ScatterLine(Thin(watermark), PlotColors.Engine(group.Engine)).LineWidth = 1.5f;
        if (skew.Length > 1)
            plot.Add.ScatterPoints(Thin(skew), PlotColors.Neutral).MarkerSize = 4;

        double high = watermark.Concat(skew).Select(c => c.Y).Append(delayS).Max();
        double low = Math.Min(0, watermark.Concat(skew).Min(c => c.Y));
        double end = watermark.Concat(skew).Max(c => c.X);
        plot.Axes.SetLimits(0, end * 1.01, low - (0.06 * (high - low)), high + Math.Max(0.1, 0.1 * (high - low)));
        return new Panel(plot, $"{group.Label}, {RunText.Producers(run.Metrics.Producers)}")
        {
            Points =
            [
                .. Thin(watermark).Select(c => new PanelPoint(c.X, c.Y, $"watermark {Text(c.Y)} behind the clock at {Text(c.X)}")),
                .. Thin(skew).Select(c => new PanelPoint(c.X, c.Y, $"last append {Text(c.Y)} after the window's end at {Text(c.X)}")),
            ],
        };
    }

    private static Coordinates[] Watermark(ReportRun run) => [.. (run.Progress ?? [])
        .Select(p => (At: At(p), Watermark: p.Batch?.WatermarkMs ?? p.WatermarkMs))
        .Where(p => p.Watermark is > 0 && p.At >= run.Manifest.StartMs && p.At <= run.Manifest.TrafficEndMs)
        .Select(p => new Coordinates((p.At - run.Manifest.StartMs) / 1_000, (p.At - p.Watermark!.Value) / 1_000))
        .Where(c => c.Y < 1e6)];

    private static string Text(double seconds) => $"{NumberText.Tick(Math.Round(seconds, 2))} s";

    private static double At(ProgressEntry entry) => entry.Batch is { StartedMs: > 0 } batch ? batch.StartedMs : entry.AtMs;

    private static Coordinates[] Skew(ReportRun run) => [.. (run.Expected ?? [])
        .Where(w => w.LastAppendMs > 0 && w.WindowEndMs <= run.Manifest.ClosingStartMs)
        .GroupBy(w => w.WindowEndMs)
        .OrderBy(g => g.Key)
        .Select(g => new Coordinates((g.Key - run.Manifest.StartMs) / 1_000.0, (g.Max(w => w.LastAppendMs!.Value) - g.Key) / 1_000.0))];

    // The largest value of each step is kept, because only high values matter here.
    private static Coordinates[] Thin(Coordinates[] points)
    {
        int stride = (points.Length + MostPoints - 1) / MostPoints;
        return stride <= 1 ? points : [.. points.Chunk(stride).Select(c => c.MaxBy(p => p.Y))];
    }
}
