using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Which windows are measured (docs/measurement.md "Which windows are measured"). Cut at the start: windows that started before the
/// traffic; then, in real time, the start of an engine that is still warming up. Excluded at the end: windows that were not full of
/// traffic, and windows closed by closing events, not by traffic.
/// </summary>
internal static class WarmUpCut
{
    /// <summary>Windows in a block.</summary>
    public const int BlockSize = 5;

    private const int Fewest = 20;

    // A steady series of independent windows is cut in 1 of 1,000 runs, however many blocks are judged; with neighbours as correlated as
    // 0.7 the variance is underestimated, and it is a few of 100.
    private const double FalseCuts = 0.001;

    /// <summary>Marks the measured ones of the decomposed windows of a run, which are in order of window end.</summary>
    public static (WarmUp WarmUp, bool[] Measured) Of(RunManifest manifest, IReadOnlyList<WindowTiming> windows)
    {
        var windowMs = manifest.Query.WindowMs;
        var partial = windows.TakeWhile(window => window.EndMs - windowMs < manifest.StartMs).Count();
        var end = windows.Count;
        if (manifest.TrafficEndMs > 0)
        {
            end = partial;
            while (end < windows.Count && windows[end].EndMs <= manifest.TrafficEndMs
                && windows[end].FloorMs < manifest.TrafficEndMs) end++;
        }
        // An engine in virtual time is never cold: whatever its start looks like is chance.
        var isCold = manifest.Mode != RunMode.Virtual;
        var unsteady = isCold ? UnsteadyStart([.. windows.Take(partial..end).Select(window => window.OverFloorMs)]) : 0;
        var cut = partial + unsteady;
        var measured = new bool[windows.Count];
        Array.Fill(measured, true, cut, end - cut);
        var reason = string.Join("; ", Reasons(partial, unsteady, windows.Count - end));
        return (new WarmUp(cut, cut < end ? windows[cut].EndMs : null, reason), measured);
    }

    /// <summary>
    /// Windows to cut from the start of a series; 0 when it is too short or steady from the start. The first half is judged in blocks of 5
    /// against the last half: cut up to the last block whose mean differs from it by more than chance explains (HAC variance of the last
    /// half, fixed-b critical value for that many blocks) and is outside the range of its stretches of 5.
    /// </summary>
    internal static int UnsteadyStart(double[] values)
    {
        if (values.Length < Fewest) return 0;
        ReadOnlySpan<double> steady = values.AsSpan(values.Length - values.Length / 2);
        var blocks = (values.Length - steady.Length) / BlockSize;
        var mean = LongRunVariance.Mean(steady);
        var bandwidth = LongRunVariance.Bandwidth(steady.Length);
        var variance = LongRunVariance.Of(steady, BlockSize) / BlockSize + LongRunVariance.Of(steady, bandwidth) / steady.Length;
        var limit = NormalQuantile.Above(FalseCuts / 2 / blocks) * LongRunVariance.TailFactor(bandwidth / steady.Length)
            * Math.Sqrt(variance);
        var (low, high) = Stretches(steady);
        for (var block = blocks; block > 0; block--)
        {
            var start = LongRunVariance.Mean(values.AsSpan((block - 1) * BlockSize, BlockSize));
            if (Math.Abs(start - mean) > limit && (start < low || start > high)) return block * BlockSize;
        }
        return 0;
    }

    private static (double Low, double High) Stretches(ReadOnlySpan<double> values)
    {
        var (low, high) = (double.MaxValue, double.MinValue);
        for (var from = 0; from + BlockSize <= values.Length; from++)
        {
            var mean = LongRunVariance.Mean(values.Slice(from, BlockSize));
            (low, high) = (Math.Min(low, mean), Math.Max(high, mean));
        }
        return (low, high);
    }

    private static IEnumerable<string> Reasons(int partial, int unsteady, int tail)
    {
        if (partial > 0) yield return $"{partial} cut that started before the traffic";
        if (unsteady > 0) yield return $"{unsteady} cut as warm-up: T1 - floor differs from the last half";
        if (partial + unsteady == 0) yield return "nothing cut: steady from the first full window";
        if (tail > 0) yield return $"{tail} excluded at the end: not full of traffic, or closed by closing events";
    }
}
