namespace CtrBench.Harness.Measurement;

/// <summary>Why a run has too few windows: it was too short, or a partition without traffic held the watermark back.</summary>
internal static class SilentPartitions
{
    private const int Named = 5;

    /// <summary>What to do about it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="neededMs">How long traffic must be for enough windows, ms.</param>
    public static string Remedy(RunFacts run, long neededMs)
    {
        var lastedMs = run.Manifest.TrafficEndMs - run.Manifest.StartMs;
        var silent = Of(run);
        if (run.Family == EngineFamily.Continuous && silent.Count > 0)
        {
            var more = silent.Count > Named ? ", ..." : "";
            return $"Partition{(silent.Count > 1 ? "s" : "")} {string.Join(", ", silent.Take(Named))}{more} got no "
                + "event of the traffic, and a continuous engine waits for the slowest partition. Use fewer partitions, more ads (the ad "
                + "decides the partition), or an idle timeout.";
        }

        return lastedMs < neededMs || !run.IsTrafficKnown
            ? $"Run at least {Seconds(neededMs)} s of traffic, on every partition."
            : $"The traffic of {Seconds(lastedMs)} s is long enough: the other windows have no result, were closed by the end of the "
                + "input, or hold no events. See the other findings, and the gaps of the traffic.";
    }

    private static IReadOnlyList<int> Of(RunFacts run) =>
    [
        .. (run.Manifest.Collector?.FirstEventTimesMs ?? []).Index()
            .Where(partition => partition.Item is not { } first || !run.IsTraffic(first))
            .Select(partition => partition.Index),
    ];

    private static string Seconds(long ms) => FormattableString.Invariant($"{ms / 1_000.0:0.###}");
}
