using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Objectives;
using CtrBench.Harness.Plans;
using CtrBench.Harness.Thresholds;

namespace CtrBench.Harness.Commands;

/// <summary><c>threshold</c>: the highest rate that an engine sustains under an objective, in virtual time or live.</summary>
internal static class ThresholdCommand
{
    private const int VirtualSeeds = 5;
    private const long LongestVirtualMs = 3_600_000;

    private static readonly ValueOption<Slo> SloOption = new("--slo", "terms",
        "Objective: limits of mean, p50, p90, p95, p99, p99.9 or max of a latency, of complete and of backlog, joined by and; by default "
        + "the engine has only to keep up", SloText.Parse);

    private static readonly Option<bool> Live =
        ValueOption.Switch("--live", "In real time, in memory; --kafka and real engines are live too");

    private static readonly ValueOption<long> Probe = ValueOption.Duration("--probe",
        "Length of a probe's traffic; by default as long as the objective needs, 10m in virtual time and 2m live at the least");

    private static readonly ValueOption<double> From = new("--from", "rate", "The first rate that is tried", RateText.Parse, "1000/s");

    private static readonly ValueOption<double> UpTo = new("--up-to", "rate", "No rate above it is tried", RateText.Parse, "1000000/s");

    private static readonly ValueOption<double> Precision = new("--precision", "share",
        "The search ends when the rates that are sustained and not are no further apart", ReadPrecision, "5%");

    private static readonly ValueOption<int> Seeds = ValueOption.Count<int>("--seeds",
        "Probes at either end of the answer, each with a seed of its own; by default 5 in virtual time and 1 live", null, 1, 100);

    private static readonly ValueOption<long> Within = ValueOption.Duration("--within",
        "How long the search may take: it stops before a probe that would take longer, and answers with what is known");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "threshold",
        Summary = "The highest rate that an engine sustains under an objective, in virtual time or live",
        Examples =
        [
            "threshold --engine continuous",
            $"threshold --engine microbatch --slo \"{SloText.Example}\" --trigger 1s",
            "threshold --engine continuous --live --within 30m --from 10k/s",
        ],
        Options =
        [
            EngineOptions.Any, EngineOptions.Profiles, SloOption, From, UpTo, Precision, Probe, Seeds, Within, Live,
            .. WorkloadOptions.AllButRate, .. QueryOptions.All, KafkaOptions.Kafka, .. KafkaOptions.Common, KafkaOptions.Recreate,
            .. DeliveryOptions.All, .. RealEngineOptions.All, FolderNames.Out,
        ],
        Body = async (line, session, ct) =>
        {
            var plan = Plan(line, session.Environment);
            var (probe, slo) = (plan.Probe, plan.Slo.Terms.Count > 0 ? plan.Slo.Text : "keeps up");
            await session.Error.WriteLineAsync($"{probe.Engine}: {slo}; probes of {DurationText.Format(probe.Workload.DurationMs)} "
                + $"({plan.ProbeReason}), {PlanText.Of(probe.Query)} -> {plan.Folder}");
            return await session.Runs.ThresholdAsync(plan, session, ct);
        },
    };

    /// <summary>The plan of a line.</summary>
    /// <exception cref="UsageException">Something in it cannot be used.</exception>
    public static ThresholdPlan Plan(ParseResult line, Func<string, string?> environment)
    {
        var engine = line.Of(EngineOptions.Any);
        var live = line.GetValue(Live) || line.Gives(KafkaOptions.Kafka);
        if (engine.IsReal && !live) EngineNames.ParseTwin(EngineOptions.Any.Name, engine.Name);
        var profiles = line.GetValue(EngineOptions.Profiles)?.Value ?? [];
        if (profiles.Count > 1) line.Refuse(EngineOptions.Profiles, "one search has one profile");
        if (live) line.Refuse(EngineOptions.Profiles, "is for virtual time: a live engine costs what it costs; leave it out");
        line.Refuse(DeliveryOptions.Checkpoint, "cannot be used here: each probe is a run of its own; leave it out");
        line.Refuse(RealEngineOptions.Record, "cannot be used here: it is one file, and each probe is a run of its own; leave it out");

        var slo = line.GetValue(SloOption)?.Value ?? new Slo([], "");
        var run = RunCommand.LivePlan(line, WorkloadOptions.Traffic, environment) with { Profile = profiles.SingleOrDefault() };
        var probeMs = ProbeMs(line, slo, run.Query, live);
        var (from, upTo) = (line.Of(From), line.Of(UpTo));
        if (from > upTo) throw new UsageException(From.Name, RateText.Format(from), $"is above --up-to {RateText.Format(upTo)}");
        var seeds = WorkloadOptions.SeedsOf(line, Seeds, live ? 1 : VirtualSeeds).Count;
        return new ThresholdPlan(
            run with { Workload = run.Workload with { DurationMs = probeMs } }, slo,
            new SearchPlan(from, upTo, 1 + line.Of(Precision), seeds, live ? 1 : 2),
            FolderNames.Choose(line, $"threshold-{FolderNames.RunName(engine.Name, run.Workload)}"))
        {
            Live = live,
            WithinMs = line.GetValue(Within)?.Value,
            ProbeReason = line.Gives(Probe) ? "as asked for" : ProbeLength.Reason(slo, live),
            LongestProbeMs = live || line.Gives(Probe) ? 0 : Math.Max(LongestVirtualMs, 2 * probeMs),
        };
    }

    // A probe that cannot decide would make every answer undecided: better to say so before the first.
    private static long ProbeMs(ParseResult line, Slo slo, CtrQuery query, bool live)
    {
        if (line.GetValue(Probe)?.Value is not { } probeMs) return ProbeLength.StandardMs(slo, query, live);
        var leastMs = ProbeLength.LeastMs(slo, query, live);
        return probeMs >= leastMs ? probeMs : throw new UsageException(Probe.Name, DurationText.Format(probeMs),
            $"is too short to decide the objective: {ProbeLength.Reason(slo, live)}, with windows of {DurationText.Format(query.WindowMs)} "
            + $"at least {DurationText.Format(leastMs)}; name that, a shorter --window, or a lower percentile");
    }

    private static double ReadPrecision(string option, string text)
    {
        var share = ShareText.Parse(option, text);
        return share is >= 0.01 and <= 1 ? share : throw new UsageException(option, text, "must be from 1% to 100%");
    }
}
