using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>
/// T1 - T0 of every window over the run, one picture per engine and traffic, one panel per number of producers, all on the same scale.
/// </summary>
internal static class LatencyOverTimePicture
{
    private const int MostPoints = 400;
    private const int EnvelopeSteps = 240;
    private const double NotMeasured = 0.35;

    /// <summary>The picture of a group.</summary>
    public static Drawing Draw(RunGroup group)
    {
        string name = $"latency-{group.Slug}";
        string title = $"Latency over time: {group.Label}";
        string provenance = RunText.Provenance(group.Runs);
        ReportRun[] shown = [.. group.Valid.Where(r => r.Metrics.Windows.EndMs.Count > 0)];
        if (shown.Length == 0)
            return Drawing.Without(name, $"{title} ({provenance})", "No valid run with a measured window; the verdicts say why.");

        long[] delays = [.. shown.Select(r => r.Manifest.Query.WatermarkDelayMs).Distinct()];
        bool condensed = shown.Any(IsLong);
        Color color = PlotColors.Engine(group.Engine);
        FigureKey[] keys =
        [
            .. condensed
                ? new FigureKey[]
                {
                    new("mean of a step", color, KeyShape.Line),
                    new("smallest to largest of a step", color.WithAlpha(0.3), KeyShape.Area),
                }
                : [new("a window", color, KeyShape.Dot)],
            .. !condensed && shown.Any(r => r.Metrics.Windows.Measured.Contains(false))
                ? [new FigureKey("a window that is not measured", color.WithAlpha(NotMeasured), KeyShape.Dot)]
                : Array.Empty<FigureKey>(),
            .. shown.Any(r => r.Metrics.Windows.Measured.FirstOrDefault(true) == false)
                ? [new FigureKey("warm-up, not measured", PlotColors.WarmUp, KeyShape.Area)]
                : Array.Empty<FigureKey>(),
            .. OutageShade.Keys(shown),
            .. delays.Select(d => new FigureKey($"watermark delay D = {NumberText.Duration(d)}", PlotColors.Line, KeyShape.Dashed)),
        ];
        return new Drawing
        {
            Name = name,
            Title = $"{title} ({provenance})",
            Caption = Caption(group, shown, condensed),
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = title,
                Subtitle = $"T1 − T0 of every window, {provenance}",
                Keys = keys,
                Panels = Panels(group, shown, color, sheet),
                PanelHeight = group.Runs.Count == 1 ? 260 : 128,
                LastRowExtra = 24,
            },
        };
    }

    private static Panel[] Panels(RunGroup group, ReportRun[] shown, Color color, Sheet sheet)
    {
        double lastS = shown.Max(r => SecondsInRun(r)[^1]);
        double low = shown.Min(r => Math.Min(r.Metrics.Windows.LatencyMs.Min(), r.Manifest.Query.WatermarkDelayMs)) / 1_000;
        double high = shown.Max(r => Math.Max(r.Metrics.Windows.LatencyMs.Max(), r.Manifest.Query.WatermarkDelayMs)) / 1_000;
        double margin = Math.Max((high - low) * 0.1, 0.02);
        return [.. group.Runs.Select((run, i) =>
        {
            bool last = i == group.Runs.Count - 1;
            Plot plot = Panel.NewPlot(sheet.Padding(last), last ? "run time (s)" : "", "T1 − T0 (s)");
            string words = RunText.Producers(run.Metrics.Producers);
            if (!shown.Contains(run))
            {
                plot.Axes.SetLimits(0, lastS * 1.01, low - margin, high + margin);
                return new Panel(plot, words, Absence(run));
            }

            PanelPoint[] values = AddRun(plot, run, color);
            plot.Axes.SetLimits(0, lastS * 1.01, low - margin, high + margin);
            return new Panel(plot, words + MeanWords(run)) { Points = values };
        })];
    }

    private static PanelPoint[] AddRun(Plot plot, ReportRun run, Color color)
    {
        double[] xs = SecondsInRun(run);
        double[] ys = [.. run.Metrics.Windows.LatencyMs.Select(ms => ms / 1_000)];
        IReadOnlyList<bool> measured = run.Metrics.Windows.Measured;
        int cut = measured.TakeWhile(m => !m).Count();
        if (cut > 0)
        {
            double to = cut < xs.Length ? (xs[cut - 1] + xs[cut]) / 2 : xs[^1];
            plot.Add.HorizontalSpan(0, to, PlotColors.WarmUp).LineStyle.IsVisible = false;
        }

        OutageShade.Add(plot, run);
        PanelPoint[] values;
        if (IsLong(run))
        {
            SeriesEnvelope envelope = SeriesEnvelope.Of(xs, ys, EnvelopeSteps);
            ScottPlot.Plottables.FillY band = plot.Add.FillY(envelope.Xs, envelope.Lows, envelope.Highs);
            band.FillColor = color.WithAlpha(0.3);
            band.LineWidth = 0;
            band.MarkerSize = 0;
            plot.Add.ScatterLine(envelope.Xs, envelope.Means, color).LineWidth = 1.5f;
            values = [.. envelope.Xs.Select((x, i) => new PanelPoint(x, envelope.Means[i],
                $"around {NumberText.Tick(Math.Round(x))} s: {Seconds(envelope.Means[i])}, "
                    + $"{Seconds(envelope.Lows[i])} to {Seconds(envelope.Highs[i])}"))];
        }
        else
        {
            values = [.. xs.Select((x, i) => new PanelPoint(x, ys[i],
                $"window to {NumberText.Tick(Math.Round(x, 1))} s: {Seconds(ys[i])}{(measured[i] ? "" : ", not measured")}"))];
            plot.Add.ScatterLine(xs, ys, color.WithAlpha(0.45)).LineWidth = 1;
            AddDots(plot, xs, ys, measured, true, color);
            AddDots(plot, xs, ys, measured, false, color.WithAlpha(NotMeasured));
        }

        plot.Add.HorizontalLine(run.Manifest.Query.WatermarkDelayMs / 1_000.0, 1.5f, PlotColors.Line, LinePattern.Dashed);
        return values;
    }

    private static void AddDots(Plot plot, double[] xs, double[] ys, IReadOnlyList<bool> measured, bool wanted, Color color)
    {
        int[] indices = [.. Enumerable.Range(0, xs.Length).Where(i => measured[i] == wanted)];
        if (indices.Length > 0)
        {
            ScottPlot.Plottables.Scatter dots = plot.Add.ScatterPoints(
                indices.Select(i => xs[i]).ToArray(), indices.Select(i => ys[i]).ToArray(), color);
            dots.MarkerSize = xs.Length > 150 ? 3 : 5;
        }
    }

    private static double[] SecondsInRun(ReportRun run) => [.. run.Metrics.Windows.EndMs.Select(e => (e - run.Manifest.StartMs) / 1_000.0)];

    private static string Seconds(double seconds) => NumberText.Latency(seconds * 1_000);

    private static bool IsLong(ReportRun run) => run.Metrics.Windows.EndMs.Count > MostPoints;

    private static string MeanWords(ReportRun run) =>
        run.Metrics.Latency.TryGetValue("t1_minus_t0", out Measurement.LatencySummary? latency)
        ? $": mean {NumberText.Latency(latency.MeanMs)}, n = {NumberText.Count(latency.N)}"
        : "";

    private static string Absence(ReportRun run)
    {
        if (run.IsValid)
            return "no closed window";
        string reason = run.Manifest.State is RunState.Complete or RunState.Partial
            ? run.Metrics.Findings.FirstOrDefault()?.Code ?? "no reason given"
            : "the run did not complete";
        return $"invalid ({reason}): no latency is shown";
    }

    // From the facts of the runs that are drawn.
    private static string Caption(RunGroup group, ReportRun[] shown, bool condensed)
    {
        bool disorder = shown.Any(r => r.Manifest.Workload.Disorder is { DelayedShare: > 0 } or { VeryLateShare: > 0 });
        int invalid = group.Runs.Count - shown.Length;
        int unmeasured = shown.Sum(r => r.Metrics.Windows.Measured.Count(m => !m));
        return "T1 − T0: from the newest event of a window (its producer's clock) to the arrival of the window's result. The dashed line "
            + "is the watermark delay D"
            + (disorder
                ? ". Events of these runs are out of order, so T0 can be after the end of its window and T1 − T0 below D: compare by "
                    + "T1 − floor. "
                : ", below which no correct engine can answer. ")
            + "The axis starts near it, not at 0, so that the engine's part is visible."
            + (group.Runs.Count > 1 ? " All panels have the same scale." : "")
            + (invalid > 0
                ? $" {NumberText.Count(invalid)} of {NumberText.Count(group.Runs.Count)} runs show no latency; the panel says why." : "")
            + " Of repetitions one is drawn. "
            + (condensed
                ? $"Runs of more than {MostPoints} windows are drawn in {EnvelopeSteps} steps of equal time: the line is the mean of a "
                    + "step, the band spans its smallest to its largest window."
                : "A dot is a window at its end."
                    + (unmeasured > 0
                        ? $" The {NumberText.Count(unmeasured)} lighter dots are windows that are not measured: the warm-up (grey), and at "
                            + "the end windows that are not full or were closed by closing events."
                        : ""));
    }
}

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

/// <summary>Reduces a long series: smallest, mean and largest value per step of equal width. No extreme is lost.</summary>
/// <param name="Xs">Middle of each step with points.</param>
/// <param name="Lows">Smallest value in it.</param>
/// <param name="Means">Mean value in it.</param>
/// <param name="Highs">Largest value in it.</param>
internal sealed record SeriesEnvelope(double[] Xs, double[] Lows, double[] Means, double[] Highs)
{
    /// <summary>The envelope of a series with rising x, in <paramref name="steps"/> steps.</summary>
    public static SeriesEnvelope Of(IReadOnlyList<double> xs, IReadOnlyList<double> ys, int steps)
    {
        double start = xs[0];
        double width = Math.Max((xs[^1] - start) / steps, double.Epsilon);
        var rows = Enumerable.Range(0, xs.Count)
            .GroupBy(i => Math.Min((int)((xs[i] - start) / width), steps - 1), i => ys[i])
            .OrderBy(g => g.Key)
            .Select(g => (X: start + ((g.Key + 0.5) * width), Low: g.Min(), Mean: g.Average(), High: g.Max()))
            .ToArray();
        return new([.. rows.Select(r => r.X)], [.. rows.Select(r => r.Low)], [.. rows.Select(r => r.Mean)], [.. rows.Select(r => r.High)]);
    }
}
