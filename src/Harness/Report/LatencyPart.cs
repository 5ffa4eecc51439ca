using CtrBench.Harness.Measurement;
using ScottPlot;

namespace CtrBench.Harness.Report;

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
