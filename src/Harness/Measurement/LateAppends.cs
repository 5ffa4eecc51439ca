using System.Globalization;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Finds outages of the log from the stored events: an event appended long after it was due shows that the log stored nothing in between.
/// Touching spans are merged. Feed it the events of a partition in offset order; partitions may come in any order.
/// </summary>
internal sealed class LateAppends
{
    /// <summary>Threshold of a late append, ms: a healthy log never takes this long.</summary>
    public const double LateMs = 1_000;

    private readonly List<LateSpan> _spans = [];

    /// <summary>The spans so far, in order of time.</summary>
    public IReadOnlyList<LateSpan> Spans => [.. _spans.OrderBy(span => span.FromMs)];

    /// <summary>Adds one event.</summary>
    /// <param name="dueMs">When it was due, epoch ms.</param>
    /// <param name="appendMs">When the log stored it, epoch ms.</param>
    public void Add(double dueMs, double appendMs)
    {
        if (appendMs - dueMs <= LateMs) return;
        var span = new LateSpan(dueMs, appendMs, appendMs, 1, appendMs - dueMs);
        // There are few spans, nearly always one; an event that connects two merges them.
        for (var i = _spans.Count - 1; i >= 0; i--)
        {
            if (_spans[i].FromMs > span.ToMs || _spans[i].ToMs < span.FromMs) continue;
            span = Join(_spans[i], span);
            _spans.RemoveAt(i);
        }

        _spans.Add(span);
    }

    private static LateSpan Join(LateSpan a, LateSpan b) => new(
        Math.Min(a.FromMs, b.FromMs), Math.Min(a.TakenMs, b.TakenMs), Math.Max(a.ToMs, b.ToMs), a.Events + b.Events,
        Math.Max(a.LatestMs, b.LatestMs));
}

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
