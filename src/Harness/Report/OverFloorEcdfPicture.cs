using ScottPlot;
using ScottPlot.TickGenerators;

namespace CtrBench.Harness.Report;

/// <summary>
/// Empirical distribution of T1 - floor on a logarithmic axis, one curve per engine and traffic, over all numbers of producers.
/// </summary>
internal static class OverFloorEcdfPicture
{
    private const string Name = "over-floor-ecdf";
    private const string Title = "What the engines add: distribution of T1 − floor";
    private const int MostSteps = 200;
    private const int MostCurves = 8;

    /// <summary>The picture over all groups.</summary>
    public static Drawing Draw(IReadOnlyList<RunGroup> groups)
    {
        groups = Pool(groups);
        (RunGroup Group, double[] Values)[] curves = [.. groups.Select(g => (g, Sorted(g))).Where(c => c.Item2.Length > 0)];
        if (curves.Length == 0)
            return Drawing.Without(Name, Title, "No valid run has a measured window.");
        double[] positive = [.. curves.SelectMany(c => c.Values).Where(v => v > 0)];
        if (positive.Length == 0)
            return Drawing.Without(Name, Title, "No window has T1 − floor above 0, so there is nothing to show on a logarithmic axis.");

        double left = Math.Log10(positive.Min()) - 0.05;
        double right = Math.Log10(positive.Max()) + 0.05;
        string provenance = RunText.Provenance(groups.SelectMany(g => g.Valid));
        int atOrBelow = curves.Sum(c => NotPositive(c.Values));
        return new Drawing
        {
            Name = Name,
            Title = $"{Title} ({provenance})",
            Caption = "For each latency, the share of measured windows at or below it; further left is better, a steeper curve means less "
                + "variation. The floor is the earliest time at which any correct engine could answer, so this is the engine's own part. "
                + "Runs are pooled over their numbers of producers, and over all settings if the legend says so. "
                + (atOrBelow == 0
                    ? "Every window is above 0."
                    : $"{NumberText.Count(atOrBelow)} window(s) at or below 0 cannot be shown on a logarithmic axis: they are counted, and "
                        + "raise the start of their curve at the left edge."),
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = Title,
                Subtitle = $"empirical distribution over the measured windows, {provenance}",
                Keys = [.. curves.Select(c => new FigureKey(KeyText(c.Group, c.Values), PlotColors.Engine(c.Group.Engine, c.Group.Shade),
                    TrafficMark.Of(c.Group.Traffic).Key))],
                Panels = [DrawPanel(curves, left, right, sheet)],
                PanelHeight = 400,
            },
        };
    }

    private static Panel DrawPanel((RunGroup Group, double[] Values)[] curves, double left, double right, Sheet sheet)
    {
        Plot plot = Panel.NewPlot(sheet.Padding(), "T1 − floor (logarithmic)", "windows at or below (%)");
        var points = new List<PanelPoint>();
        plot.Axes.Bottom.TickGenerator = LogTicks.Between(left, right);
        foreach ((RunGroup group, double[] values) in curves)
        {
            ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(
                Steps(values, left, right), PlotColors.Engine(group.Engine, group.Shade));
            line.LineWidth = 2;
            points.AddRange(Enumerable.Range(1, 19).Select(i => values[Math.Min(values.Length - 1, values.Length * i / 20)])
                .Where(v => v > 0).Select((v, i) => new PanelPoint(Math.Log10(v), 100.0 * values.Count(x => x <= v) / values.Length,
                    $"{group.Label}: {NumberText.Percent((double)values.Count(x => x <= v) / values.Length)} of the windows at or below "
                        + NumberText.Latency(v))));
            line.LinePattern = TrafficMark.Of(group.Traffic).Line;
        }

        plot.Axes.SetLimits(left, right, -1, 102);
        return new Panel(plot, "") { Points = points };
    }

    // Too many curves of one colour cannot be distinguished: then one per engine and traffic, over all settings.
    private static IReadOnlyList<RunGroup> Pool(IReadOnlyList<RunGroup> groups) => groups.Count <= MostCurves
        ? groups
        : [.. groups
            .GroupBy(g => (g.Engine, g.Traffic))
            .Select(p => new RunGroup(p.Key.Engine, p.Key.Traffic, "all settings", [.. p.SelectMany(g => g.Runs)]))];

    private static double[] Sorted(RunGroup group) => [.. group.Valid
        .SelectMany(r => r.Metrics.Windows.OverFloorMs.Where((_, i) => r.Metrics.Windows.Measured[i]))
        .Order()];

    private static int NotPositive(double[] values) => values.Count(v => v <= 0);

    private static Coordinates[] Steps(double[] sorted, double left, double right)
    {
        double n = sorted.Length;
        int skipped = NotPositive(sorted);
        double before = 100 * skipped / n;
        var points = new List<Coordinates> { new(left, before) };
        int stride = Math.Max(1, sorted.Length / MostSteps);
        for (int i = skipped; i < sorted.Length; i++)
        {
            bool drawn = (i - skipped) % stride == 0 || i == sorted.Length - 1 || i >= sorted.Length - stride;
            if (!drawn)
                continue;
            double x = Math.Log10(sorted[i]);
            points.Add(new(x, before));
            before = 100 * (i + 1) / n;
            points.Add(new(x, before));
        }

        points.Add(new(right, 100));
        return [.. points];
    }

    private static string KeyText(RunGroup group, double[] values)
    {
        int notPositive = NotPositive(values);
        string below = notPositive > 0 ? $", {NumberText.Count(notPositive)} at or below 0" : "";
        return $"{group.Label} (n = {NumberText.Count(values.Length)}{below})";
    }
}

/// <summary>
/// Ticks of a log10 axis of milliseconds: labelled at 1, 2, 5 of a decade when there are few decades, else only at 1.
/// </summary>
internal static class LogTicks
{
    private const double LabelAllBelowDecades = 2.2;

    /// <summary>The ticks between two ends, both log10(ms).</summary>
    public static NumericManual Between(double left, double right) =>
        Between(left, right, ms => ms >= 999.9 ? $"{NumberText.Tick(ms / 1_000)} s" : $"{NumberText.Tick(ms)} ms");

    /// <summary>The ticks between two ends, log10 of values that are labelled by <paramref name="label"/>.</summary>
    public static NumericManual Between(double left, double right, Func<double, string> label)
    {
        var ticks = new NumericManual();
        bool dense = right - left < LabelAllBelowDecades;
        for (int decade = (int)Math.Floor(left); decade <= (int)Math.Ceiling(right); decade++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double value = digit * Math.Pow(10, decade);
                double position = Math.Log10(value);
                if (position < left || position > right)
                    continue;
                if (digit == 1 || (dense && digit is 2 or 5))
                    ticks.AddMajor(position, label(value));
                else
                    ticks.AddMinor(position);
            }
        }

        return ticks;
    }
}
