using System.Globalization;
using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Answers;

/// <summary>Traffic in words.</summary>
internal static class TrafficText
{
    /// <summary>What tells traffics apart: steady (SPP), 5,000/s, 4 producers.</summary>
    public static string Short(ComparedRun run)
    {
        Workload workload = run.Manifest.Workload;
        string[] words = [Kind(run.Metrics.Traffic), Scenario(workload), Rate(workload), Producers(run.Metrics.Producers)];
        return string.Join(", ", words.Where(word => word.Length > 0));
    }

    /// <summary>The arrival process: steady (SPP).</summary>
    public static string Kind(string traffic) => traffic switch
    {
        "spp" => "steady (SPP)",
        "mmpp" => "bursty (MMPP)",
        "constant" => "constant gaps",
        "trace" => "a replayed trace",
        _ => $"{traffic} traffic",
    };

    /// <summary>The trap in it: lagging-partition (1 min); empty without one.</summary>
    public static string Scenario(Workload workload) => workload.Scenario is { } trap
        ? $"{Traffic.Arrivals.Scenario.NameOf(trap.Kind)} ({AnswerText.Setting(trap.AmountMs)})" : "";

    /// <summary>The arrival process at length, and the trap in it.</summary>
    public static string Long(ComparedRun run) => Process(run)
        + (Scenario(run.Manifest.Workload) is { Length: > 0 } trap ? $", with the trap {trap}" : "");

    private static string Process(ComparedRun run) => run.Metrics.Traffic switch
    {
        "spp" => "steady: Poisson arrivals at a constant rate (SPP)",
        "mmpp" => $"bursty: Poisson arrivals whose rate switches at random between {States(run.Manifest.Workload)} (MMPP)",
        "constant" => "equal gaps between events",
        "trace" => string.Create(CultureInfo.InvariantCulture,
            $"the trace {TraceNames.Shown(run.Manifest.Workload.TraceFile ?? "")} with its own gaps, ")
            + FormattableString.Invariant($"{run.Manifest.Workload.Speed:0.###} times as fast"),
        var other => $"{other}: sent by other programs",
    };

    /// <summary>The rate of all producers together; empty for a trace and for external producers.</summary>
    public static string Rate(Workload workload) => workload.Traffic == TrafficKind.Trace
        ? ""
        : workload.EventsPerSecond.ToString(workload.EventsPerSecond >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture) + "/s";

    /// <summary>1 producer, 4 producers.</summary>
    public static string Producers(int count) => count switch
    {
        0 => "external producers",
        1 => "1 producer",
        _ => $"{AnswerText.Count(count)} producers",
    };

    /// <summary>How far events are out of order; empty when they are not.</summary>
    public static string Disorder(Workload workload)
    {
        DisorderModel disorder = workload.Disorder;
        List<string> parts = [];
        if (disorder.DelayedShare > 0)
        {
            string most = AnswerText.Setting((long)disorder.MaxDelayMs);
            parts.Add($"{AnswerText.Percent(disorder.DelayedShare)} of the events are up to {most} late"
                + (disorder.Uniform ? "" : $", {AnswerText.Setting((long)disorder.MeanDelayMs)} on average before that bound"));
        }

        if (disorder.VeryLateShare > 0)
        {
            string from = disorder.VeryLateFromMs is { } ms ? AnswerText.Setting((long)ms) : "the watermark delay";
            parts.Add($"{AnswerText.Percent(disorder.VeryLateShare)} at least {from} late");
        }

        return AnswerText.List(parts);
    }

    private static string States(Workload workload) => AnswerText.List(workload.MmppStates.Select(state => string.Create(
        CultureInfo.InvariantCulture, $"{state.RateFactor:0.###} times the mean for about {AnswerText.Setting((long)state.MeanDwellMs)}")));
}
