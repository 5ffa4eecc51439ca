using System.Globalization;
using CtrBench.Harness.Objectives;

namespace CtrBench.Harness.Thresholds;

/// <summary>threshold.json: the answer of a search for the highest rate that is sustained (docs/threshold.md).</summary>
internal sealed record ThresholdReport
{
    /// <summary>Version of the format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The answer as a sentence.</summary>
    public required string Answer { get; init; }

    /// <summary>What is known of the threshold.</summary>
    public required ThresholdState State { get; init; }

    /// <summary>The engine.</summary>
    public required EngineId Engine { get; init; }

    /// <summary>The cost profile in virtual time; null where it was measured.</summary>
    public string? Profile { get; init; }

    /// <summary>The objective as it was written; empty where the engine has only to keep up.</summary>
    public required string Slo { get; init; }

    /// <summary>The highest rate that all of its probes passed, events per second; null when there is none.</summary>
    public double? SustainedPerSecond { get; init; }

    /// <summary>Probes at it, each with another seed.</summary>
    public int? SustainedProbes { get; init; }

    /// <summary>The lowest rate that all of its probes failed, events per second; null when there is none.</summary>
    public double? NotSustainedPerSecond { get; init; }

    /// <summary>Probes at it.</summary>
    public int? NotSustainedProbes { get; init; }

    /// <summary>Terms that every probe at that rate missed.</summary>
    public IReadOnlyList<string> Binds { get; init; } = [];

    /// <summary>Where the generator or the broker was the limit, events per second; null where it never was.</summary>
    public double? GeneratorLimitPerSecond { get; init; }

    /// <summary>Why the search ended: complete, within (the time was up), interrupted.</summary>
    public required string Ended { get; init; }

    /// <summary>The ratio of neighbouring rates at which the search ends.</summary>
    public double Ratio { get; init; }

    /// <summary>Probes asked for at either end.</summary>
    public int Seeds { get; init; }

    /// <summary>Length of a probe's traffic, ms; undecided ones were repeated with more.</summary>
    public long ProbeMs { get; init; }

    /// <summary>Why it is so long.</summary>
    public required string ProbeReason { get; init; }

    /// <summary>How many probes were run.</summary>
    public int Probes { get; init; }

    /// <summary>The traffic of all probes, but for rate and length.</summary>
    public required Workload Workload { get; init; }

    /// <summary>The query.</summary>
    public required CtrQuery Query { get; init; }

    /// <summary>The answer from what is known.</summary>
    /// <param name="search">The search, ended or not.</param>
    /// <param name="probes">All probes.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="slo">The objective.</param>
    /// <param name="ended">Why the search ended.</param>
    public static (ThresholdState State, string Answer) Of(
        RateSearch search, IReadOnlyList<Probe> probes, EngineId engine, Slo slo, string ended)
    {
        var (low, high) = (search.Low, search.High);
        var what = slo.Terms.Count == 0 ? "keeps up with" : "sustains";
        var state = (low, high) switch
        {
            (not null, not null) => ThresholdState.Bracketed,
            (not null, null) => ThresholdState.NotBelow,
            (null, not null) => ThresholdState.Below,
            _ => ThresholdState.Unknown,
        };
        var answer = state switch
        {
            ThresholdState.Bracketed => $"{engine} {what} {Rate(low!.Value)} and not {Rate(high!.Value)}; {Binding(search.Binds)}.",
            ThresholdState.NotBelow =>
                $"{engine} {what} {Rate(low!.Value)}: its limit is not below that. {WhyNoEnd(search, probes, ended)}",
            ThresholdState.Below => $"{engine} does not sustain {Rate(high!.Value)}; {Binding(search.Binds)}. No rate was found that it "
                + $"sustains. {WhyNoEnd(search, probes, ended)}",
            _ => $"What {engine} sustains is unknown. {WhyNoEnd(search, probes, ended)}",
        };
        return (state, ended == "complete" || state != ThresholdState.Bracketed ? answer : $"{answer} {Cut(ended)}");
    }

    private static string WhyNoEnd(RateSearch search, IReadOnlyList<Probe> probes, string ended)
    {
        if (search.GeneratorLimit is { } limit)
            return Text($"At {limit:#,0.##}/s this machine's producers or the broker were the limit, not the engine.");
        if (ended != "complete") return Cut(ended);
        return probes.LastOrDefault(probe => probe.Verdict.State == ProbeState.Undecided) is { } open
            ? Text($"At {open.PerSecond:#,0.##}/s the probe is undecided: {open.Verdict.Reason}.")
            : search.High is null ? "No higher rate was to be tried (--up-to)." : "No lower rate was to be tried.";
    }

    private static string Cut(string ended) => ended == "interrupted"
        ? "The search was interrupted." : "The time of --within was up before the search had ended.";

    private static string Binding(IReadOnlyList<string> binds) =>
        binds.Count == 0 ? "which term binds differs between seeds" : $"{string.Join(", ", binds)} {(binds.Count == 1 ? "binds" : "bind")}";

    private static string Rate((double PerSecond, int Probes) end) =>
        Text($"{end.PerSecond:#,0.##}/s ({PluralText.Of(end.Probes, "probe")})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is known of a threshold.</summary>
internal enum ThresholdState
{
    /// <summary>Neither end is known.</summary>
    Unknown,

    /// <summary>Both ends are known.</summary>
    Bracketed,

    /// <summary>A rate that is sustained, and none that is not.</summary>
    NotBelow,

    /// <summary>A rate that is not sustained, and none that is.</summary>
    Below,
}
