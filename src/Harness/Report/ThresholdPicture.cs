using CtrBench.Harness.Objectives;
using CtrBench.Harness.Thresholds;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>
/// What each probe of a threshold showed: the rate against every judged figure with its limit, and against the growth of the lag.
/// </summary>
internal static class ThresholdPicture
{
    private const string Name = "threshold";
    private const double Margin = 0.06;

    private static readonly (ProbeState State, Color Color, MarkerShape Marker, KeyShape Key)[] Marks =
    [
        (ProbeState.Sustained, Color.FromHex("#0072B2"), MarkerShape.FilledCircle, KeyShape.Dot),
        (ProbeState.NotSustained, Color.FromHex("#D55E00"), MarkerShape.Eks, KeyShape.Cross),
        (ProbeState.Undecided, Color.FromHex("#707070"), MarkerShape.OpenSquare, KeyShape.Square),
    ];

    /// <summary>The picture of a search with at least one probe.</summary>
    public static Drawing Draw(ThresholdReport report, Slo slo, IReadOnlyList<Probe> probes)
    {
        var title = $"What {report.Engine} sustains";
        var source = report.Profile is { } profile ? $"predicted, profile {profile}" : "measured";
        return new Drawing
        {
            Name = Name,
            Title = $"{title} ({source})",
            Caption = report.Answer,
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = report.Answer,
                Subtitle = $"a mark is a probe, {source}; {(slo.Terms.Count > 0 ? slo.Text : "the engine has to keep up")}",
                Keys =
                [
                    .. Marks.Where(mark => probes.Any(probe => probe.Verdict.State == mark.State))
                        .Select(mark => new FigureKey(ProbeNames.Of(mark.State), mark.Color, mark.Key)),
                    new FigureKey("limit", PlotColors.Line, KeyShape.Dashed),
                ],
                Panels = Panels(slo, probes, sheet),
                PanelHeight = 240,
                LastRowExtra = 24,
            },
        };
    }

    private static IReadOnlyList<Panel> Panels(Slo slo, IReadOnlyList<Probe> probes, Sheet sheet)
    {
        var growth = new Curve("lag grows (s per s)", "growth of the engine's lag", Measurement.KeepingUp.LargestGrowth, IsLog: false,
            probe => probe.KeepingUp?.Growth, value => QuantityText.Of(Quantity.Backlog, value));
        Curve[] curves =
        [
            .. slo.Terms.Where(term => term.Quantity.Kind == QuantityKind.Latency).Select(term => Of(term, "(logarithmic)", isLog: true)),
            .. slo.Terms.Where(term => term.Quantity.Kind == QuantityKind.Complete)
                .Select(term => Of(term, "(%)", isLog: false) with { Scale = 100 }),
            growth,
        ];
        return [.. curves.Select((curve, i) => DrawPanel(curve, probes, sheet, i == curves.Length - 1))];
    }

    private static Curve Of(Objective term, string unit, bool isLog) => new($"{term.Quantity} {unit}", term.Text, term.Limit, isLog,
        probe => probe.Verdict.Terms.FirstOrDefault(found => found.Term == term)?.Value, value => QuantityText.Of(term.Quantity, value));

    private static Panel DrawPanel(Curve curve, IReadOnlyList<Probe> probes, Sheet sheet, bool last)
    {
        Plot plot = Panel.NewPlot(sheet.Padding(last), last ? "events per second (logarithmic)" : "", curve.Axis);
        double left = Math.Log10(probes.Min(p => p.PerSecond)) - Margin;
        double right = Math.Log10(probes.Max(p => p.PerSecond)) + Margin;
        plot.Axes.Bottom.TickGenerator = LogTicks.Between(left, right, NumberText.PerSecond);
        double Y(double value) => curve.IsLog ? Math.Log10(Math.Max(value, 1e-3)) : value * curve.Scale;
        (Probe Probe, double Value)[] shown = [.. probes.Where(p => curve.Value(p) is not null).Select(p => (p, curve.Value(p)!.Value))];
        if (shown.Length == 0) return new Panel(plot, curve.Title, "No probe has this figure.");

        double low = shown.Select(p => Y(p.Value)).Append(Y(curve.Limit)).Min();
        double high = shown.Select(p => Y(p.Value)).Append(Y(curve.Limit)).Max();
        double room = Math.Max((high - low) * 0.08, curve.IsLog ? 0.05 : 1e-4);
        if (curve.IsLog) plot.Axes.Left.TickGenerator = LogTicks.Between(low - room, high + room);
        foreach (var mark in Marks)
        {
            (Probe Probe, double Value)[] own = [.. shown.Where(p => p.Probe.Verdict.State == mark.State)];
            if (own.Length == 0) continue;
            ScottPlot.Plottables.Scatter dots = plot.Add.ScatterPoints(
                own.Select(p => Math.Log10(p.Probe.PerSecond)).ToArray(), own.Select(p => Y(p.Value)).ToArray(), mark.Color);
            dots.MarkerShape = mark.Marker;
            dots.MarkerSize = 9;
            dots.MarkerLineWidth = 2;
            dots.MarkerLineColor = mark.Color;
        }

        // After the marks: Skia keeps the dashes for shapes drawn later, and cannot write those into an SVG.
        plot.Add.HorizontalLine(Y(curve.Limit), 1.2f, PlotColors.Line, LinePattern.Dashed);
        plot.Axes.SetLimits(left, right, low - room, high + room);
        return new Panel(plot, curve.Title)
        {
            Points = [.. shown.Select(p => new PanelPoint(Math.Log10(p.Probe.PerSecond), Y(p.Value),
                $"{NumberText.PerSecond(p.Probe.PerSecond)}, seed {p.Probe.Seed}: {curve.Text(p.Value)}, "
                    + ProbeNames.Of(p.Probe.Verdict.State)))],
        };
    }

    private sealed record Curve(
        string Axis, string Title, double Limit, bool IsLog, Func<Probe, double?> Value, Func<double, string> Text)
    {
        public double Scale { get; init; } = 1;
    }
}
