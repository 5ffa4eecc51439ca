using CtrBench.Harness.RunModel;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>
/// Events sent over time, one picture per traffic, one panel per number of producers, with the time in the HIGH state shaded.
/// </summary>
internal static class SentRatePicture
{
    private const int MostBuckets = 400;
    private const int ShadeLevels = 4;

    /// <summary>The pictures, one per traffic.</summary>
    public static IEnumerable<Drawing> DrawAll(IReadOnlyList<ReportRun> runs)
    {
        ReportRun[] withRate = [.. runs.Where(r => r.Producers?.Rate is { Counts.Count: > 0 })];
        return withRate.Length == 0
            ? [Drawing.Without("sent-rate", "Sent rate over time", "No run recorded what its producers sent over time.")]
            : withRate.GroupBy(RunText.Traffic, StringComparer.Ordinal).Select(g => Draw(g.Key, [.. g]));
    }

    private static Drawing Draw(string traffic, ReportRun[] runs)
    {
        ReportRun[] shown = [.. runs.DistinctBy(r => (r.Metrics.Producers, r.Manifest.Workload.EventsPerSecond))
            .OrderBy(r => r.Metrics.Producers)];
        bool high = shown.Any(r => r.Producers!.Rate!.HighShare.Any(s => s > 0));
        string title = $"Sent rate over time: {traffic}";
        string kind = shown.Any(RunText.IsPredicted) ? "events of the schedule as sent in virtual time" : "events as sent";
        double top = 1.2 * shown.Max(r => Condense(r.Producers!.Rate!).Max(b => b.PerSecond));
        return new Drawing
        {
            Name = $"sent-rate-{RunText.Slug(traffic)}",
            Title = $"{title} ({kind})",
            Caption = "Events per second of all producers together, as actually sent; the dashed line is the requested rate. "
                + (high
                    ? "The shade is the share of events sent while their producer was in the HIGH state: with one producer it is on or "
                        + "off, with several it is the mix, since each has a chain of states of its own: their sum keeps the "
                        + "long-run mean and is smoother. "
                    : "")
                + "One run per number of producers is drawn: the same seed gives every engine the same events.",
            On = sheet => new Figure
            {
                Sheet = sheet,
                Title = title,
                Subtitle = kind,
                Keys =
                [
                    new FigureKey("events sent per second", PlotColors.Neutral, KeyShape.Line),
                    new FigureKey("requested mean rate", PlotColors.Line, KeyShape.Dashed),
                    .. high
                        ? [new FigureKey("HIGH state (fainter: part of the producers)", PlotColors.High, KeyShape.Area)]
                        : Array.Empty<FigureKey>(),
                    .. OutageShade.Keys(shown),
                ],
                Panels = [.. shown.Select((run, i) => DrawPanel(run, top, i == shown.Length - 1, high, sheet))],
                PanelHeight = shown.Length == 1 ? 260 : 118,
                LastRowExtra = 24,
            },
        };
    }

    private static Panel DrawPanel(ReportRun run, double top, bool last, bool high, Sheet sheet)
    {
        RateSeries rate = run.Producers!.Rate!;
        (double FromS, double ToS, double PerSecond, double HighShare)[] buckets = Condense(rate);
        Plot plot = Panel.NewPlot(sheet.Padding(last), last ? "run time (s)" : "", "events/s");
        double offsetS = (rate.StartMs - run.Manifest.StartMs) / 1_000.0;
        AddShade(plot, buckets, offsetS, top);
        OutageShade.Add(plot, run);
        ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine(
            buckets.Select(b => offsetS + ((b.FromS + b.ToS) / 2)).ToArray(),
            buckets.Select(b => b.PerSecond).ToArray(),
            PlotColors.Neutral);
        line.LineWidth = 1.3f;
        if (run.Manifest.Workload.Traffic != TrafficKind.Trace)
            plot.Add.HorizontalLine(run.Manifest.Workload.EventsPerSecond, 1.2f, PlotColors.Line, LinePattern.Dashed);
        plot.Axes.SetLimits(Math.Min(0, offsetS), offsetS + buckets[^1].ToS, 0, top);
        string mean = run.Producers.Schedule is { } schedule
            ? $": mean {NumberText.PerSecond(schedule.MeanPerSecond)}, peak to mean {NumberText.Figure(schedule.PeakToMean)}"
            : "";
        return new Panel(plot, RunText.Producers(run.Metrics.Producers) + mean)
        {
            Points = [.. buckets.Select(b => new PanelPoint(offsetS + ((b.FromS + b.ToS) / 2), b.PerSecond,
                $"{NumberText.PerSecond(b.PerSecond)} at {NumberText.Tick(Math.Round(offsetS + b.FromS, 1))} s"
                    + (high && b.HighShare > 0 ? $", {NumberText.Percent(b.HighShare)} in the HIGH state" : "")))],
        };
    }

    private static void AddShade(
        Plot plot, (double FromS, double ToS, double PerSecond, double HighShare)[] buckets, double offsetS, double top)
    {
        int i = 0;
        while (i < buckets.Length)
        {
            int level = Level(buckets[i].HighShare);
            int end = i;
            while (end + 1 < buckets.Length && Level(buckets[end + 1].HighShare) == level)
                end++;
            if (level > 0)
            {
                ScottPlot.Plottables.Rectangle shade = plot.Add.Rectangle(offsetS + buckets[i].FromS, offsetS + buckets[end].ToS, 0, top);
                shade.FillColor = PlotColors.High.WithAlpha(0.85 * level / ShadeLevels);
                shade.LineWidth = 0;
            }

            i = end + 1;
        }
    }

    private static int Level(double share) => share <= 0 ? 0 : Math.Clamp((int)Math.Round(share * ShadeLevels), 1, ShadeLevels);

    private static (double FromS, double ToS, double PerSecond, double HighShare)[] Condense(RateSeries rate)
    {
        int stride = (rate.Counts.Count + MostBuckets - 1) / MostBuckets;
        double bucketS = rate.BucketMs / 1_000.0;
        return [.. Enumerable.Range(0, rate.Counts.Count).Chunk(stride).Select(chunk =>
        {
            long events = chunk.Sum(i => rate.Counts[i]);
            double high = chunk.Sum(i => i < rate.HighShare.Count ? rate.Counts[i] * rate.HighShare[i] : 0);
            return (chunk[0] * bucketS, (chunk[^1] + 1) * bucketS, events / (chunk.Length * bucketS), events == 0 ? 0 : high / events);
        })];
    }
}
