using CtrBench.Harness.Answers;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>The answer as a picture: how much later one answers than the other, with its interval, a row for each traffic.</summary>
internal static class DifferencePicture
{
    private const string Name = "difference";
    private const string Title = "Which answers sooner, and by how much";
    private const int RowHeight = 46;
    private const int BrokenRowHeight = 64;
    private const int MostRows = 24;

    /// <summary>The picture of an answer; omitted when it has no difference.</summary>
    public static Drawing Draw(Answer answer, IReadOnlyList<ReportRun> runs)
    {
        Difference[] all = [.. answer.Differences.Where(difference => difference.MeanMs is not null)];
        if (all.Length == 0) return Drawing.Without(Name, Title, "No two engines or settings have valid runs under the same traffic.");
        Difference[] rows = [.. all.Take(MostRows)];
        string provenance = RunText.Provenance(runs.Where(run => run.IsValid));
        return new Drawing
        {
            Name = Name,
            Title = $"{Title} ({provenance})",
            Caption = "The first named minus the second: left of 0 the first answers sooner, right of 0 the second. "
                + "A dot is the mean difference of T1 − window end, the bar its 95 % interval"
                + (rows.Any(row => row.Pairs.Count > 1) ? ", the small dots the single seeds" : "")
                + ". Where the bar reaches 0 no difference can be told"
                + (rows.Any(row => row.Interval is null)
                    ? "; where there is no bar the interval is unknown, and so is whether there is a difference" : "")
                + Basis(rows)
                + (all.Length > rows.Length ? $" The first {MostRows} of {NumberText.Count(all.Length)} differences are drawn." : ""),
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = Title,
                Subtitle = $"difference of T1 − window end, {provenance}" + (Common(rows) is { } traffic ? $", {traffic}" : ""),
                Keys =
                [
                    new FigureKey("mean and 95 % interval", PlotColors.Text, KeyShape.Line),
                    .. rows.Any(row => row.Pairs.Count > 1)
                        ? [new FigureKey("one seed", PlotColors.Neutral, KeyShape.Dot)] : Array.Empty<FigureKey>(),
                ],
                Panels = [DrawPanel(rows, sheet)],
                PanelHeight = (rows.Length * (IsBroken(rows, sheet) ? BrokenRowHeight : RowHeight)) + 66,
            },
        };
    }

    private static string Basis(Difference[] rows)
    {
        string[] all = [.. rows.Select(row => row.Basis).Where(basis => basis.Length > 0).Distinct(StringComparer.Ordinal)];
        return all.Length == 0 ? "." : $". Paired over {AnswerText.List(all)}.";
    }

    private static Panel DrawPanel(Difference[] rows, Sheet sheet)
    {
        Plot plot = Panel.NewPlot(new PixelPadding(18, 22, 48, 6), "the first answers later by (s)", "");
        var points = new List<PanelPoint>();
        double[] ends = [.. rows.SelectMany(Values), 0];
        double span = Math.Max(ends.Max() - ends.Min(), 0.001);
        var (left, right) = (ends.Min() - (0.06 * span), ends.Max() + (0.06 * span));
        // Solid: after a dashed line Skia's SVG cannot fill a dot.
        plot.Add.VerticalLine(0, 1.5f, PlotColors.Line);
        bool broken = IsBroken(rows, sheet);
        for (int i = 0; i < rows.Length; i++)
        {
            double y = -i - (broken ? 0.26 : 0.12);
            AddLabel(plot, Fit(Label(rows, i), sheet), left, -i + (broken ? 0.22 : 0.28));
            AddRow(plot, rows[i], y);
            points.Add(new(rows[i].MeanMs!.Value / 1_000, y, Text(rows[i])));
            points.AddRange(rows[i].Pairs.Select(pair => new PanelPoint(pair.MeanMs / 1_000, y,
                $"seed {pair.Seed}: {NumberText.Latency(pair.MeanMs)}")).Where(_ => rows[i].Pairs.Count > 1));
        }

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual();
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(left, right, -rows.Length + 0.4, 0.6);
        return new Panel(plot, "") { Points = points };
    }

    // What all rows have in common is said once, above them.
    private static string? Common(Difference[] rows) =>
        rows.Length > 1 && rows.Select(row => row.Traffic).Distinct().Count() == 1 ? rows[0].Traffic : null;

    private static string Label(Difference[] rows, int i)
    {
        string traffic = Common(rows) is null ? $", {rows[i].Traffic}" : "";
        return rows.DistinctBy(row => (row.First, row.Second)).Count() > 1 || i == 0
            ? $"{rows[i].First} − {rows[i].Second}{traffic}" : rows[i].Traffic;
    }

    private static bool IsBroken(Difference[] rows, Sheet sheet) =>
        rows.Index().Any(row => Fit(Label(rows, row.Index), sheet).Contains('\n', StringComparison.Ordinal));

    private static void AddRow(Plot plot, Difference row, double y)
    {
        if (row.Interval is { } interval)
        {
            double[] xs = [interval.Low / 1_000, interval.High / 1_000];
            plot.Add.ScatterLine(xs, [y, y], PlotColors.Text).LineWidth = 2.5f;
        }

        if (row.Pairs.Count > 1)
        {
            ScottPlot.Plottables.Scatter seeds = plot.Add.ScatterPoints(
                row.Pairs.Select(pair => pair.MeanMs / 1_000).ToArray(), row.Pairs.Select(_ => y - 0.14).ToArray(), PlotColors.Neutral);
            seeds.MarkerSize = 5;
        }

        plot.Add.ScatterPoints(new[] { row.MeanMs!.Value / 1_000 }, new[] { y }, PlotColors.Text).MarkerSize = 10;
    }

    private static void AddLabel(Plot plot, string words, double x, double y)
    {
        ScottPlot.Plottables.Text text = plot.Add.Text(words, x, y);
        text.LabelFontSize = 12;
        text.LabelFontColor = PlotColors.Text;
        text.LabelBackgroundColor = Colors.White;
        text.LabelAlignment = Alignment.MiddleLeft;
        text.OffsetX = 4;
        text.OffsetY = 2;
    }

    // A label that is too long has the second contender in a line of its own.
    private static string Fit(string label, Sheet sheet) =>
        FigureText.Measure(label, FigureText.Plain) <= sheet.Width - 60 || label.Split(" − ") is not [var first, var second]
            ? Cut(label, sheet) : $"{Cut($"{first} −", sheet)}\n{Cut(second, sheet)}";

    // The rest of a line that is still too long is under the pointer and in the table.
    private static string Cut(string label, Sheet sheet)
    {
        string[] words = label.Split(", ");
        int shown = words.Length;
        while (shown > 1 && FigureText.Measure(string.Join(", ", words[..shown]), FigureText.Plain) > sheet.Width - 60) shown--;
        return string.Join(", ", words[..shown]) + (shown < words.Length ? ", …" : "");
    }

    private static IEnumerable<double> Values(Difference row) =>
    [
        row.MeanMs!.Value / 1_000,
        .. row.Interval is { } interval ? [interval.Low / 1_000, interval.High / 1_000] : Array.Empty<double>(),
        .. row.Pairs.Select(pair => pair.MeanMs / 1_000),
    ];

    private static string Text(Difference row) => $"{row.First} − {row.Second}, {row.Traffic}: {NumberText.Latency(row.MeanMs!.Value)}"
        + (row.Interval is { } interval ? $" {AnswerText.Interval(interval)}" : ", interval unknown");
}
