using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>How far an engine is behind at one moment.</summary>
/// <param name="AtMs">The moment, epoch ms.</param>
/// <param name="LagMs">The moment minus the send time of the first event not yet read; 0 when everything sent is read.</param>
/// <param name="Read">Records read by then.</param>
internal readonly record struct LagPoint(double AtMs, double LagMs, long Read);

/// <summary>
/// The lag of an engine over the traffic of its run. A micro-batch is looked at when it starts, before it reads: the lag is then largest,
/// and what a batch reads is read at once, so that the growth of the lag is not biased by the length of the batches. A continuous engine is
/// looked at in its snapshots.
/// </summary>
internal static class LagSeries
{
    /// <summary>The lag in order of time; empty when what was sent or what was read is unknown.</summary>
    public static IReadOnlyList<LagPoint> Of(RunFacts run)
    {
        if (run.Contents.Producer?.Rate is not { Counts.Count: > 0 } rate) return [];
        var sent = new SentTimes(rate);
        var (fromMs, toMs) = Span(run);
        return [.. Reads(run).Where(read => read.AtMs >= fromMs && read.AtMs <= toMs)
            .Select(read => new LagPoint(read.AtMs, Math.Max(0, read.AtMs - sent.Of(read.Read)), read.Read))];
    }

    /// <summary>
    /// The same from results, where what was sent or read is unknown: T1 - floor of every measured window at its arrival.
    /// </summary>
    public static IReadOnlyList<LagPoint> OfResults(IReadOnlyList<WindowTiming> measured) =>
        [.. measured.OrderBy(window => window.T1Ms).Select(window => new LagPoint(window.T1Ms, window.OverFloorMs, 0))];

    /// <summary>Begin and end of the traffic, epoch ms.</summary>
    public static (double FromMs, double ToMs) Span(RunFacts run) =>
        (run.Manifest.StartMs, run.Manifest.TrafficEndMs > 0 ? run.Manifest.TrafficEndMs : double.MaxValue);

    private static IEnumerable<(double AtMs, long Read)> Reads(RunFacts run)
    {
        if (run.Batches.Count > 0)
        {
            var read = 0L;
            foreach (var batch in run.Batches.Where(batch => batch.StartedMs > 0))
            {
                yield return (batch.StartedMs, read);
                read += batch.InputRows;
            }

            yield break;
        }

        foreach (var entry in run.Contents.Progress)
            if (entry.RecordsRead is { } records) yield return (entry.AtMs, records);
    }
}

/// <summary>When the n-th event of the traffic was sent, from the counts of a rate series; linear within a bucket.</summary>
internal sealed class SentTimes
{
    private readonly RateSeries _rate;
    private readonly long[] _before;

    /// <summary>The times of a series.</summary>
    public SentTimes(RateSeries rate)
    {
        _rate = rate;
        _before = new long[rate.Counts.Count + 1];
        for (var i = 0; i < rate.Counts.Count; i++) _before[i + 1] = _before[i] + rate.Counts[i];
    }

    /// <summary>When the event after the first <paramref name="count"/> ones was sent, epoch ms; +infinity after the last.</summary>
    public double Of(long count)
    {
        if (count >= _before[^1]) return double.PositiveInfinity;
        var (low, high) = (0, _before.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (_before[middle] <= count) low = middle;
            else high = middle;
        }

        var share = (double)(count - _before[low]) / (_before[low + 1] - _before[low]);
        return _rate.StartMs + _rate.BucketMs * (low + share);
    }
}
