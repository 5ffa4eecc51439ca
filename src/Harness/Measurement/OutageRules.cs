using System.Globalization;

namespace CtrBench.Harness.Measurement;

/// <summary>Outages of the log: not an error, since nothing is necessarily lost, but they determine every latency in them.</summary>
internal static class OutageRules
{
    /// <summary>The outages of a run, in order of time.</summary>
    public static IReadOnlyList<Outage> Of(RunFacts run) => [.. (run.Manifest.Collector?.LateAppends ?? []).Select(span =>
        new Outage(span.FromMs, span.ToMs, span.TakenMs, span.Events, span.LatestMs, Outage.LateAppends))];

    /// <summary>Warning outage: when, how long, and how many events it delayed.</summary>
    public static Finding? Judge(RunEvidence evidence)
    {
        var outages = Of(evidence.Run);
        if (outages.Count == 0) return null;
        var startMs = evidence.Run.Manifest.StartMs;
        var longest = outages.MaxBy(outage => outage.LatestMs)!;
        var others = outages.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" This is the longest of {outages.Count}.") : "";
        return new Finding(Severity.Warning, "outage",
            $"The log took no events from {Seconds(longest.FromMs - startMs)} s to {Seconds(longest.AgainMs - startMs)} s of the run, and "
            + $"caught up with the schedule at {Seconds(longest.ToMs - startMs)} s: {Count(longest.Events)} events reached it late, up to "
            + $"{Seconds(longest.LatestMs)} s.{others} Latencies of these windows are caused by the log, not by the engine.");
    }

    private static string Seconds(double ms) => (ms / 1_000).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Count(long n) => n.ToString("#,0", CultureInfo.InvariantCulture);
}
