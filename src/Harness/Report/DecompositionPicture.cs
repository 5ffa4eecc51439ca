using CtrBench.Harness.Measurement;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>Mean parts of T1 - T0 as stacked bars, one per run: left the whole, right the parts after e + D enlarged.</summary>
internal static class DecompositionPicture
{
    private const string Name = "decomposition";
    private const string Title = "Where the latency comes from";
    private const int RowHeight = 25;
    private const int RowHeightBelowLabel = 42;

    /// <summary>The picture over all groups.</summary>
    public static Drawing Draw(IReadOnlyList<RunGroup> groups)
    {
        (RunGroup Group, ReportRun Run)[] rows = [.. groups.SelectMany(g => Repetitions
            .Of(g.Valid.Where(r => r.Metrics.Decomposition is not null)).Select(r => (g, Mean(r))))];
        if (rows.Length == 0)
            return Drawing.Without(Name, Title, "No valid run has a decomposition.");

        string provenance = RunText.Provenance(rows.Select(r => r.Run));
        string[] labels = [.. rows.Select(r =>
            $"{r.Group.Label}, ×{r.Run.Metrics.Producers}" + (r.Run.Metrics.Decomposition!.CadenceIsExpected ? " *" : ""))];
        float labelWidth = Math.Clamp(labels.Max(l => FigureText.Measure(l, FigureText.Plain)) + 16, 90, 400);
        double share = Math.Clamp((labelWidth + 300) / Sheet.Wide.Width, 0.4, 0.7);
        return new Drawing
        {
            Name = Name,
            Title = $"{Title} ({provenance})",
            Caption = "Each bar is the mean T1 − T0 of a configuration over its repetitions, split into parts that sum to it exactly "
                + "(×n: n producers). First the whole; "
                + "the grey part is the watermark delay, which the query requires and no engine can avoid. Then only the parts after "
                + "window end + D, on a separate scale. "
                + string.Join("; ", LatencyPart.All.Select(p => $"{p.Name}: {p.Meaning}")) + "."
                + (rows.Any(r => r.Run.Metrics.Decomposition!.CadenceIsExpected)
                    ? " * This engine does not report its schedule: cadence is the value expected from the configured intervals, and "
                        + "overhead is the rest, so overhead may be below 0 (drawn to the left)."
                    : ""),
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = Title,
                Subtitle = $"mean parts of T1 − T0, {provenance}",
                Keys = [.. LatencyPart.All.Select(p => new FigureKey(p.Name, p.Color, KeyShape.Area))],
                Panels =
                [
                    Bars(rows, labels, LatencyPart.All, 1_000, "s", sheet, labelWidth) with { Title = "the whole T1 − T0" },
                    Bars(rows, sheet == Sheet.Wide ? null : labels, [.. LatencyPart.All.Where(p => p.BeyondDelay)], 1, "ms", sheet,
                        sheet == Sheet.Wide ? 18 : labelWidth) with { Title = "after window end + D" },
                ],
                Columns = [share, 1 - share],
                PanelHeight = (rows.Length * (sheet.IsNarrow ? RowHeightBelowLabel : RowHeight)) + 66,
            },
        };
    }

    // Each run counts the same, as in the headlines.
    private static ReportRun Mean(Repetitions repetitions)
    {
        DecompositionMetrics[] parts = [.. repetitions.Runs.Select(r => r.Metrics.Decomposition!)];
        var mean = new DecompositionMetrics(
            parts.Average(p => p.DataMs), parts.Average(p => p.DelayMs), parts.Average(p => p.WaitMs), parts.Average(p => p.IngestMs),
            parts.Average(p => p.CadenceMs), parts.Average(p => p.OverheadMs), parts[0].CadenceIsExpected);
        return repetitions.Shown with { Metrics = repetitions.Shown.Metrics with { Decomposition = mean } };
    }

    private static Panel Bars(
        (RunGroup Group, ReportRun Run)[] rows,
        string[]? labels,
        IReadOnlyList<LatencyPart> parts,
        double unit,
        string unitName,
        Sheet sheet,
        float left)
    {
        Plot plot = Panel.NewPlot(new PixelPadding(sheet.IsNarrow ? 18 : left, 22, 48, 6), $"mean ({unitName})", "");
        var points = new List<PanelPoint>();
        double smallest = 0;
        double largest = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double up = 0;
            double down = 0;
            foreach (LatencyPart part in parts)
            {
                double value = part.ValueMs(rows[i].Run.Metrics.Decomposition!) / unit;
                double from = value >= 0 ? up : down;
                if (value != 0)
                {
                    StackedBars.AddPart(plot, -i, from, from + value, part.Color, sheet.IsNarrow);
                    points.Add(new(from + (value / 2), -i - (sheet.IsNarrow ? StackedBars.Lower : 0),
                        $"{rows[i].Group.Label}, ×{rows[i].Run.Metrics.Producers}: {part.Name} {NumberText.Latency(value * unit)}"));
                }

                if (value >= 0)
                    up += value;
                else
                    down += value;
            }

            StackedBars.AddText(plot, NumberText.Latency((up + down) * unit), up, -i - (sheet.IsNarrow ? StackedBars.Lower : 0), 4);
            if (sheet.IsNarrow && labels is not null) StackedBars.AddText(plot, labels[i], Math.Min(0, down), -i + StackedBars.AboveBar, 0);
            smallest = Math.Min(smallest, down);
            largest = Math.Max(largest, up);
        }

        ScottPlot.TickGenerators.NumericManual ticks = labels is null || sheet.IsNarrow
            ? new()
            : new([.. rows.Select((_, i) => (double)-i)], labels);
        plot.Axes.Left.TickGenerator = ticks;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        if (smallest < 0)
            plot.Add.VerticalLine(0, 1, PlotColors.Muted);
        double start = smallest < 0 ? smallest - (0.02 * largest) : 0;
        double right = largest > 0 ? largest * (sheet.IsNarrow ? 1.34 : labels is null ? 1.26 : 1.22) : 1;
        plot.Axes.SetLimits(start, right, -rows.Length + 0.4, 0.6);
        return new Panel(plot, "") { Points = points };
    }
}

/// <summary>One part of T1 - T0: its name, meaning, colour and value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">A short description.</param>
/// <param name="Color">Its colour in the bars.</param>
/// <param name="BeyondDelay">Whether it comes after e + D.</param>
/// <param name="ValueMs">Its mean in a run, ms.</param>
internal sealed record LatencyPart(string Name, string Meaning, Color Color, bool BeyondDelay, Func<DecompositionMetrics, double> ValueMs)
{
    /// <summary>All parts, in the order in which they pass (docs/measurement.md "Decomposition").</summary>
    public static IReadOnlyList<LatencyPart> All { get; } =
    [
        new("data", "from the window's newest event to its end", PlotColors.Data, false, d => d.DataMs),
        new("delay", "the watermark delay D", PlotColors.Delay, false, d => d.DelayMs),
        new("wait", "until the first event that moves the watermark was due", PlotColors.Wait, true, d => d.WaitMs),
        new("ingest", "producer lag and append of that event", PlotColors.Ingest, true, d => d.IngestMs),
        new("cadence", "the engine's schedule: triggers or ticks", PlotColors.Cadence, true, d => d.CadenceMs),
        new("overhead", "everything else: fetch, compute, commit, sink, consumer", PlotColors.Overhead, true, d => d.OverheadMs),
    ];
}
