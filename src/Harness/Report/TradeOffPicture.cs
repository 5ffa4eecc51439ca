using CtrBench.Harness.Advice;
using CtrBench.Harness.Answers;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>What is lost against how long results take: each engine a curve over its delays, the recommended one marked.</summary>
internal static class TradeOffPicture
{
    private const string Name = "trade-off";
    private const string Title = "Rows lost against latency";
    private const double Least = 1e-6;

    /// <summary>The picture; omitted where no engine has two delays with latencies.</summary>
    public static Drawing Draw(AdviceResult result)
    {
        EngineAdvice[] shown = [.. result.Engines.GroupBy(a => a.Engine).Select(g => g.FirstOrDefault(a => a.Recommended) ?? g.First())
            .Where(a => Latency(a, 0) is not null)];
        if (shown.Length == 0) return Drawing.Without(Name, Title, "No window closed within the data, so there are no latencies.");
        return new Drawing
        {
            Name = Name,
            Title = $"{Title} (predicted)",
            Caption = "Each curve is one engine with its recommended trigger, over all watermark delays; a longer delay goes to the right, "
                + "with later results, and down, with fewer rows lost. The large mark is the recommended delay. The dashed line is the "
                + "target; delays that lose nothing stand at the bottom. Latency is from the end of a window to its result.",
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = Title,
                Subtitle = $"{result.Source}: {NumberText.Count(result.Rows)} rows, windows of {NumberText.Duration(result.WindowMs)}, "
                    + "predicted",
                Keys =
                [
                    .. shown.Select(a => new FigureKey(AdviceText.Label(a), PlotColors.Engine(a.Engine, 0),
                        KeyShape.Line)),
                    new FigureKey("target", PlotColors.Line, KeyShape.Dashed),
                ],
                Panels = [Panel(result, shown, sheet)],
                PanelHeight = 380,
            },
        };
    }

    private static Panel Panel(AdviceResult result, EngineAdvice[] shown, Sheet sheet)
    {
        Plot plot = Report.Panel.NewPlot(sheet.Padding(), "from window end to result, mean (s)", "rows lost (%)");
        var values = new List<PanelPoint>();
        double floor = Math.Max(Least, 0.3 / Math.Max(1, result.Rows));
        foreach (EngineAdvice advice in shown)
        {
            Color color = PlotColors.Engine(advice.Engine, 0);
            (DelayPoint Point, double X)[] points =
                [.. advice.Curve.Select(p => (p, Latency(advice, p.Loss.DelayMs)!.Value / 1_000))];
            var line = plot.Add.Scatter(points.Select(p => p.X).ToArray(), points.Select(p => Y(p.Point.Loss, floor)).ToArray(), color);
            line.MarkerSize = 4;
            line.LineWidth = 1.8f;
            values.AddRange(points.Select(p => new PanelPoint(p.X, Y(p.Point.Loss, floor), $"{advice.Engine.Name}, delay "
                + $"{NumberText.Duration(p.Point.Loss.DelayMs)}: {AnswerText.Percent(1 - (p.Point.Loss.Completeness ?? 1))} lost, result "
                + $"{NumberText.Tick(Math.Round(p.X, 2))} s after the window's end")));
            foreach (var (point, x) in points.Where(p => p.Point.Loss.DelayMs == advice.DelayMs))
            {
                var mark = plot.Add.Marker(x, Y(point.Loss, floor), MarkerShape.FilledCircle, 13, color);
                mark.MarkerLineColor = PlotColors.Line;
                mark.MarkerLineWidth = 1.2f;
            }
        }

        double target = Math.Log10(100 * (1 - result.Completeness));
        plot.Add.HorizontalLine(target, 1.2f, PlotColors.Line, LinePattern.Dashed);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            LabelFormatter = power => NumberText.Tick(Math.Pow(10, power)),
            IntegerTicksOnly = true,
        };
        double low = Math.Min(Math.Log10(100 * floor), target);
        double right = values.Max(v => v.X);
        double left = Math.Min(0, values.Min(v => v.X));
        plot.Axes.SetLimits(left - (right - left) * 0.03, right + (right - left) * 0.04, low - 0.2, Math.Max(2.1, target));
        return new Panel(plot, "") { Points = values };
    }

    private static double Y(Loss loss, double floor) => Math.Log10(100 * Math.Max(floor, 1 - (loss.Completeness ?? 1)));

    // Between the delays that were simulated the mean latency is linear in the delay: results wait for the watermark, a delay behind.
    private static double? Latency(EngineAdvice advice, long delayMs)
    {
        (long DelayMs, double MeanMs)[] known = [.. advice.Curve.Where(p => p.Run?.MeanMs is not null)
            .Select(p => (p.Loss.DelayMs, p.Run!.Value.MeanMs!.Value)).OrderBy(p => p.DelayMs)];
        if (known.Length == 0) return null;
        int at = Array.FindIndex(known, p => p.DelayMs >= delayMs);
        if (at == 0 || at > 0 && known[at].DelayMs == delayMs) return known[at].MeanMs + Math.Min(0, delayMs - known[at].DelayMs);
        if (at < 0) return known[^1].MeanMs + (delayMs - known[^1].DelayMs);
        var (before, after) = (known[at - 1], known[at]);
        return before.MeanMs + ((after.MeanMs - before.MeanMs) * (delayMs - before.DelayMs) / (after.DelayMs - before.DelayMs));
    }
}
