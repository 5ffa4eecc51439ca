using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Traffic.Estimation;

namespace CtrBench.Harness.Running;

/// <summary>The fit of a workload to a trace: reads it, and answers.</summary>
internal sealed class FitRun(FitPlan plan)
{
    /// <summary>Runs it. A workload that does not give the trace again is a negative answer.</summary>
    /// <exception cref="UsageException">The trace has no gaps, or too few whole windows.</exception>
    public VerbReport Execute(VerbSession session)
    {
        var trace = session.Traces.Read(plan.File, plan.Columns);
        var shown = TraceNames.Shown(plan.File);
        foreach (var note in TraceNotes.Of(shown, trace, replays: false)) session.Error.WriteLine(note);
        var timesUs = TraceFit.TimesUs(trace);
        var fit = TraceFit.Of(trace, timesUs, Traffic(timesUs, shown), TraceRows.TellLateness(trace));
        return new VerbReport(
            fit.Fits ? ExitCode.Good : ExitCode.RunSaysNo, Json(fit, shown), console => FitSummary.Print(console, fit, shown));
    }

    private TrafficEstimate Traffic(long[] timesUs, string shown)
    {
        if (timesUs[0] == timesUs[^1])
            throw new UsageException(FitPlan.TraceOption, shown, "all rows have one time; there are no gaps to estimate from");
        var widthUs = plan.CountWindowMs * 1_000 ?? TrafficEstimate.WidthFor(timesUs);
        var counts = EventCounts.Of(timesUs, widthUs);
        if (counts.Counts.Count >= TrafficEstimate.LeastWindows && counts.Sum > 0)
            return TrafficEstimate.Of(timesUs, widthUs, plan.Seed);
        throw new UsageException(FitPlan.TraceOption, shown, FormattableString.Invariant(
            $"has {counts.Counts.Count} whole windows of {DurationText.Format(widthUs / 1_000)} with {counts.Sum:#,0} events; ")
            + FormattableString.Invariant($"{TrafficEstimate.LeastWindows} are needed: use a longer trace, or a shorter ")
            + FitPlan.CountWindowOption);
    }

    private static JsonObject Json(TraceFit fit, string shown)
    {
        var (traffic, mmpp) = (fit.Traffic, fit.Traffic.Mmpp);
        var json = new JsonObject
        {
            ["good"] = fit.Fits,
            ["trace"] = shown,
            ["rows"] = fit.Rows,
            ["span_s"] = fit.SpanSeconds,
            ["traffic"] = TrafficNames.Of(traffic.Traffic),
            ["events_per_second"] = traffic.EventsPerSecond,
            ["mmpp"] = new JsonObject
            {
                ["count_window_s"] = mmpp.WidthSeconds,
                ["windows"] = mmpp.Windows,
                ["low_per_second"] = mmpp.LowPerSecond,
                ["high_per_second"] = mmpp.HighPerSecond,
                ["stay_low"] = mmpp.StayLow,
                ["stay_high"] = mmpp.StayHigh,
                ["dwell_low_s"] = mmpp.IsChain ? mmpp.DwellLowSeconds : null,
                ["dwell_high_s"] = mmpp.IsChain ? mmpp.DwellHighSeconds : null,
                ["passes"] = mmpp.Passes,
                ["log_likelihood"] = mmpp.LogLikelihood,
                ["log_likelihood_poisson"] = mmpp.LogLikelihoodPoisson,
                ["gap_variation"] = mmpp.IsChain ? mmpp.GapVariation : null,
            },
            ["gap_variation"] = traffic.GapVariation,
            ["simulated_runs"] = traffic.SimulatedRuns,
            ["dispersion"] = new JsonArray([.. traffic.Scales.Select(scale => (JsonNode)new JsonObject
            {
                ["window_s"] = scale.Seconds,
                ["windows"] = scale.Windows,
                ["measured"] = scale.Measured,
                ["model"] = scale.Model,
                ["model_low"] = scale.ModelLow,
                ["model_high"] = scale.ModelHigh,
                ["fits"] = scale.Fits,
            })]),
        };
        if (fit.ClickShare is { } share) json["click_share"] = share;
        json["disorder"] = fit.Disorder is { } disorder ? Json(disorder) : null;
        json["options"] = new JsonObject([.. fit.Options.Select(option => KeyValuePair.Create(option.Name[2..], (JsonNode?)option.Value))]);
        return json;
    }

    private static JsonObject Json(DisorderEstimate disorder) => new()
    {
        ["fits"] = disorder.Fits,
        ["resolution_ms"] = disorder.ResolutionMs,
        ["delayed_share"] = disorder.Model.DelayedShare,
        ["shape"] = disorder.Model.Uniform ? "uniform" : "exponential",
        ["mean_delay_ms"] = disorder.Model.MeanDelayMs,
        ["max_delay_ms"] = disorder.Model.MaxDelayMs,
        ["very_late_share"] = disorder.Model.VeryLateShare,
        ["very_late_from_ms"] = disorder.Model.VeryLateFromMs,
        ["quantiles"] = new JsonArray([.. disorder.Quantiles.Select(quantile => (JsonNode)new JsonObject
        {
            ["level"] = quantile.Level,
            ["measured_ms"] = quantile.MeasuredMs,
            ["model_ms"] = quantile.ModelMs,
        })]),
    };
}
