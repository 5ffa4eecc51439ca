using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Answers;

/// <summary>Two runs of the same seed, and how much later the first one answers.</summary>
/// <param name="First">Run id of the first.</param>
/// <param name="Second">Run id of the second.</param>
/// <param name="Seed">Their seed.</param>
/// <param name="Windows">Windows that both measured, where they are paired by window; else 0.</param>
/// <param name="MeanMs">Mean of first minus second: of T1 - e over these windows, or of both means.</param>
/// <param name="Interval">Its 95 % interval within the runs; null where it is unknown.</param>
/// <param name="Unpaired">Why the windows are not paired; null where they are.</param>
internal sealed record RunPair(
    string First, string Second, ulong Seed, int Windows, double MeanMs, Interval? Interval, string? Unpaired)
{
    /// <summary>The latency that is compared: both contenders answer about a window that ended at the same time.</summary>
    public const string Latency = "t1_minus_e";

    /// <summary>Pairs of the same seed: of several runs of a seed the first with the first, the second with the second.</summary>
    public static IEnumerable<RunPair> Of(IReadOnlyList<ComparedRun> firsts, IReadOnlyList<ComparedRun> seconds) =>
        from first in firsts.GroupBy(run => run.Manifest.Workload.Seed)
        from pair in first.Zip(seconds.Where(run => run.Manifest.Workload.Seed == first.Key))
        select Of(pair.First, pair.Second);

    private static RunPair Of(ComparedRun first, ComparedRun second)
    {
        var pair = new RunPair(first.Manifest.RunId, second.Manifest.RunId, first.Manifest.Workload.Seed, 0,
            first.Metrics.Latency[Latency].MeanMs - second.Metrics.Latency[Latency].MeanMs, null, null);
        if (Obstacle(first, second) is { } obstacle) return pair with { Unpaired = obstacle };
        var paired = PairedDifference.Between(
            second.Metrics.Windows, first.Metrics.Windows, AfterEnd, Pairing.ShiftMs(second, first));
        return paired is null
            ? pair with { Unpaired = "they have no measured window in common" }
            : pair with { Windows = paired.N, MeanMs = paired.MeanMs, Interval = paired.Interval };
    }

    // Of simulations the same seed gives the same events; whether two logs contain the same is seen in them.
    private static string? Obstacle(ComparedRun first, ComparedRun second) =>
        new[] { first, second }.Any(run => run.Manifest.Mode != RunMode.Virtual && run.Expected.Count == 0)
            ? "their logs were not compared"
            : Pairing.Obstacle(second, first);

    private static double[] AfterEnd(WindowSeries series) =>
        [.. series.LatencyMs.Select((latencyMs, index) => latencyMs - series.DataMs[index])];
}
