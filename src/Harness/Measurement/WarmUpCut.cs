using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Which windows are measured (docs/measurement.md "Which windows are measured"). Cut at the start: windows that started before the
/// traffic; then, by MSER-5 on T1 - floor, an unsteady start, but only when its mean is outside the range of all equally long stretches
/// that follow, so that a burst is not mistaken for a warm-up. Excluded at the end: windows that were not full of traffic, and windows
/// closed by closing events, not by traffic.
/// </summary>
internal static class WarmUpCut
{
    private const int BatchSize = 5;
    private const int FewestForSteadyState = 20;

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
        var unsteady = UnsteadyStart([.. windows.Take(partial..end).Select(window => window.OverFloorMs)]);
        var cut = partial + unsteady;
        var measured = new bool[windows.Count];
        Array.Fill(measured, true, cut, end - cut);
        var reason = string.Join("; ", Reasons(partial, unsteady, windows.Count - end));
        return (new WarmUp(cut, cut < end ? windows[cut].EndMs : null, reason), measured);
    }

    /// <summary>Windows to cut from the start of a series: 0 when it is too short or steady from the start.</summary>
    internal static int UnsteadyStart(IReadOnlyList<double> values)
    {
        if (values.Count < FewestForSteadyState) return 0;
        var cut = BatchSize * Mser([.. values.Chunk(BatchSize).Where(chunk => chunk.Length == BatchSize).Select(chunk => chunk.Average())]);
        if (cut == 0) return 0;
        var start = values.Take(cut).Average();
        var (low, high) = (double.MaxValue, double.MinValue);
        for (var from = cut; from + cut <= values.Count; from++)
        {
            var mean = values.Skip(from).Take(cut).Average();
            (low, high) = (Math.Min(low, mean), Math.Max(high, mean));
        }
        return start < low || start > high ? cut : 0;
    }

    /// <summary>The number of batch means whose removal makes the standard error of the rest smallest, at most half of them.</summary>
    private static int Mser(double[] means)
    {
        var (best, smallest) = (0, double.MaxValue);
        for (var cut = 0; cut <= means.Length / 2; cut++)
        {
            var rest = means.AsSpan(cut);
            double sum = 0, squares = 0;
            foreach (var mean in rest) sum += mean;
            foreach (var mean in rest) squares += (mean - sum / rest.Length) * (mean - sum / rest.Length);
            var error = squares / ((double)rest.Length * rest.Length);
            if (error < smallest) (best, smallest) = (cut, error);
        }
        return best;
    }

    private static IEnumerable<string> Reasons(int partial, int unsteady, int tail)
    {
        if (partial > 0) yield return $"{partial} cut that started before the traffic";
        if (unsteady > 0) yield return $"{unsteady} cut as unsteady start (MSER-5 on T1 - floor)";
        if (partial + unsteady == 0) yield return "nothing cut: steady from the first full window";
        if (tail > 0) yield return $"{tail} excluded at the end: not full of traffic, or closed by closing events";
    }
}
