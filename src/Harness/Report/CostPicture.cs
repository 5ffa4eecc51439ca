using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>CPU time per million events as stacked bars, one for each configuration: this program, the broker, the engine.</summary>
internal static class CostPicture
{
    private const string Name = "cost";
    private const string Title = "CPU time per million events";
    private const int RowHeight = 42;

    private static readonly (RunPart Part, string Name, Color Color)[] Parts =
    [
        (RunPart.Engine, "engine", PlotColors.Overhead), (RunPart.Broker, "broker", PlotColors.Ingest),
        (RunPart.Ctrbench, "ctrbench (a twin runs in it)", PlotColors.Delay),
    ];

    /// <summary>The picture over all groups; none where no run is live, so that nothing was to be looked at.</summary>
    public static IEnumerable<Drawing> DrawIfLive(IReadOnlyList<ReportRun> runs, IReadOnlyList<RunGroup> groups) =>
        runs.Any(run => run.Manifest.Mode == RunMode.Live) ? [Draw(groups)] : [];

    /// <summary>The picture over all groups.</summary>
    public static Drawing Draw(IReadOnlyList<RunGroup> groups)
    {
        Row[] rows =
            [.. groups.SelectMany(g => Repetitions.Of(g.Valid.Where(r => r.Metrics.Resources is not null)).Select(r => Row.Of(g, r)))];
        if (rows.Length == 0)
            return Drawing.Without(Name, Title, "No valid run has figures of its processes: they are taken in live runs, on Linux.");
        string provenance = RunText.Provenance(rows.Select(row => row.Run));
        return new Drawing
        {
            Name = Name,
            Title = $"{Title} ({provenance})",
            Caption = "CPU seconds, user and system, of the processes on this machine, mean over the repetitions of a configuration "
                + "(×n: n producers). An engine at a low rate works mostly for itself, so compare at the same rate only. "
                + "A part that is unknown is not drawn, and its row says so. A twin shares its process with producers and collector.",
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = Title,
                Subtitle = $"user and system, {provenance}",
                Keys = [.. Parts.Select(part => new FigureKey(part.Name, part.Color, KeyShape.Area))],
                Panels = [Bars(rows, sheet)],
                PanelHeight = (rows.Length * RowHeight) + 66,
            },
        };
    }

    private static Panel Bars(Row[] rows, Sheet sheet)
    {
        Plot plot = Panel.NewPlot(new PixelPadding(18, 22, 48, 6), "CPU seconds per million events", "");
        var points = new List<PanelPoint>();
        double largest = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double end = 0;
            foreach (var (part, name, color) in Parts)
            {
                if (rows[i].SecondsOf(part) is not { } seconds) continue;
                StackedBars.AddPart(plot, -i, end, end + seconds, color, lower: true);
                points.Add(new(end + (seconds / 2), -i - StackedBars.Lower, $"{rows[i].Label}: {name} {seconds:0.0} s"));
                end += seconds;
            }

            StackedBars.AddText(plot, FormattableString.Invariant($"{end:#,0.0} s"), end, -i - StackedBars.Lower, 4);
            StackedBars.AddText(plot, rows[i].Label + rows[i].Unknown, 0, -i + StackedBars.AboveBar, 0);
            largest = Math.Max(largest, end);
        }

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual();
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(0, largest > 0 ? largest * (sheet.IsNarrow ? 1.34 : 1.2) : 1, -rows.Length + 0.4, 0.6);
        return new Panel(plot, "") { Points = points };
    }

    /// <summary>A configuration, with the figures of its repetitions.</summary>
    private sealed record Row(string Label, ReportRun Run, IReadOnlyList<PartResources> Parts)
    {
        public string Unknown => Parts.Where(part => part.CpuSecondsPerMillionEvents is null).Select(part => part.Part).Distinct()
            .Aggregate("", (text, part) => $"{text}; {part.ToString().ToLowerInvariant()} unknown");

        public static Row Of(RunGroup group, Repetitions runs) => new(
            $"{group.Label}, ×{runs.Shown.Metrics.Producers}", runs.Shown, [.. runs.Runs.SelectMany(run => run.Metrics.Resources!.Parts)]);

        /// <summary>Mean over the repetitions that know it.</summary>
        public double? SecondsOf(RunPart part) =>
            Parts.Where(p => p.Part == part).Select(p => p.CpuSecondsPerMillionEvents).OfType<double>().ToList() is { Count: > 0 } known
                ? known.Average() : null;
    }
}
