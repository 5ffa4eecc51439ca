using CtrBench.Harness.Cli;
using CtrBench.Traffic.Estimation;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Running;

/// <summary>A workload like a trace: its arrivals, its lateness, its clicks.</summary>
/// <param name="Traffic">The arrivals.</param>
/// <param name="Disorder">The lateness; null where the trace does not tell it.</param>
internal sealed record TraceFit(TrafficEstimate Traffic, DisorderEstimate? Disorder)
{
    /// <summary>Rows of the trace.</summary>
    public required long Rows { get; init; }

    /// <summary>From its first row to its last, s.</summary>
    public required double SpanSeconds { get; init; }

    /// <summary>Clicks over views; null where the trace does not tell.</summary>
    public double? ClickShare { get; init; }

    /// <summary>Whether the times of arrival are known, and not the event times of rows taken for them.</summary>
    public required bool ArrivalsKnown { get; init; }

    /// <summary>Whether the workload gives bursts and lateness of the trace again.</summary>
    public bool Fits => Traffic.Fits && Disorder is not { Fits: false };

    /// <summary>The options of the workload, as simulate, run, produce and suite take them.</summary>
    public IReadOnlyList<(string Name, string Value)> Options
    {
        get
        {
            List<(string, string)> options =
            [
                ("--traffic", TrafficNames.Of(Traffic.Traffic)), ("--rate", RateText.Format(Digits(Traffic.EventsPerSecond))),
            ];
            if (Traffic.Traffic == TrafficKind.Mmpp) options.Add(("--mmpp", MmppText.Format(Traffic.Mmpp.States)));
            if (Disorder?.Model is { DelayedShare: > 0 } model)
            {
                var mean = model.Uniform ? "uniform" : DurationText.Format((long)model.MeanDelayMs);
                var longest = DurationText.Format(Math.Min(DurationText.MaxModelDelayMs, (long)model.MaxDelayMs));
                options.Add(("--disorder", $"{Share(model.DelayedShare)}:{mean}:{longest}"));
            }

            if (Disorder?.Model is { VeryLateShare: > 0, VeryLateFromMs: { } from } late)
                options.Add(("--very-late", $"{Share(late.VeryLateShare)}:{DurationText.Format((long)from)}"));
            if (ClickShare is { } share) options.Add(("--ctr", Share(share)));
            return options;
        }
    }

    /// <summary>Estimates lateness and clicks of a trace whose arrivals are estimated.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="timesUs">When its rows arrived, epoch us, in order.</param>
    /// <param name="traffic">Its arrivals.</param>
    /// <param name="tellsLateness">Whether its order, or its arrival column, tells how late rows came.</param>
    public static TraceFit Of(Trace trace, long[] timesUs, TrafficEstimate traffic, bool tellsLateness)
    {
        var (views, clicks) = (0L, 0L);
        foreach (var row in trace.Rows)
        {
            if (row.Kind == EventKind.Click) clicks++;
            else views++;
            if (row.Click == TraceClick.Yes) clicks++;
        }

        return new TraceFit(traffic, tellsLateness ? DisorderEstimate.Of(LatenessMs(trace)) : null)
        {
            Rows = trace.Rows.Count,
            SpanSeconds = (timesUs[^1] - timesUs[0]) / 1e6,
            ClickShare = trace.HasRecordedClicks && views > 0 ? Math.Min(1, (double)clicks / views) : null,
            ArrivalsKnown = trace.Report.Order == TraceOrder.Column,
        };
    }

    /// <summary>When the rows arrived, epoch us, in order: by their column, else by their event times.</summary>
    public static long[] TimesUs(Trace trace)
    {
        var known = trace.Report.Order == TraceOrder.Column;
        long[] times = [.. trace.Rows.Select(row => known ? row.ArrivalUs : row.TimeUs)];
        if (!known) Array.Sort(times);
        return times;
    }

    // What every row is late by is the way from its source, which is no disorder: it is taken off, but for the few earliest rows, whose
    // clocks may be wrong.
    private static double[] LatenessMs(Trace trace)
    {
        double[] lateness = [.. trace.Rows.Select(row => row.LatenessUs / 1e3)];
        Array.Sort(lateness);
        var baseMs = lateness[lateness.Length / 1_000];
        return [.. lateness.Select(ms => Math.Max(0, ms - baseMs))];
    }

    // More digits than a rate is known to would only hide it.
    private static double Digits(double perSecond) =>
        (double)decimal.Round((decimal)perSecond, perSecond switch { >= 100 => 1, >= 1 => 4, _ => 7 });

    private static string Share(double share) => ShareText.Format((double)decimal.Round((decimal)share, 8));
}
