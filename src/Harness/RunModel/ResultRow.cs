using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.RunModel;

/// <summary>One line of results.csv: a result as it arrived.</summary>
internal sealed record ResultRow
{
    /// <summary>Window start, epoch ms.</summary>
    public long WindowStartMs { get; init; }

    /// <summary>Window end, exclusive, epoch ms.</summary>
    public long WindowEndMs { get; init; }

    /// <summary>Group key; null for the null key and without grouping.</summary>
    public string? Key { get; init; }

    /// <summary>Views.</summary>
    public long Views { get; init; }

    /// <summary>Clicks.</summary>
    public long Clicks { get; init; }

    /// <summary>clicks / views; null without views.</summary>
    public double? Ctr { get; init; }

    /// <summary>T0: largest producer timestamp of the window, epoch ns.</summary>
    public long? MaxProducerTimestampNs { get; init; }

    /// <summary>T1: arrival at the collector, epoch ms with fraction.</summary>
    public double T1Ms { get; init; }

    /// <summary>T1a: append time of the result, epoch ms; null when the log does not say it.</summary>
    public double? AppendMs { get; init; }

    /// <summary>T1 - T0, ms; null without T0.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>A twin's result in virtual time.</summary>
    public static ResultRow Of(in WindowResult result, string? key, double appendMs, double arrivedMs)
    {
        var stamp = result.Counts.MaxTimestampNs;
        return new ResultRow
        {
            WindowStartMs = result.WindowStartMs,
            WindowEndMs = result.WindowEndMs,
            Key = key,
            Views = result.Counts.Views,
            Clicks = result.Counts.Clicks,
            Ctr = result.Counts.Ctr,
            MaxProducerTimestampNs = stamp,
            T1Ms = arrivedMs,
            AppendMs = appendMs,
            LatencyMs = Latency(arrivedMs, stamp),
        };
    }

    /// <summary>T1 - T0, ms, of a result that arrived at <paramref name="t1Ms"/>; null without T0.</summary>
    internal static double? Latency(double t1Ms, long? maxProducerTimestampNs) =>
        maxProducerTimestampNs is { } t0Ns ? t1Ms - EpochMs.Of(t0Ns) : null;
}

/// <summary>Epoch nanoseconds as epoch milliseconds.</summary>
internal static class EpochMs
{
    /// <summary>
    /// The nearest double; whole milliseconds stay whole. Dividing by 1e6 is not exact: a long of today's nanoseconds does not fit a
    /// double.
    /// </summary>
    public static double Of(long epochNs) => epochNs / 1_000_000 + epochNs % 1_000_000 / 1e6;
}
