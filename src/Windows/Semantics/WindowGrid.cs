namespace CtrBench.Windows.Semantics;

/// <summary>
/// Where windows lie: [k slide, k slide + size) for every integer k, aligned to the epoch by floor division (S26, S40, F14, F37). Tumbling
/// windows slide by their size. At the ends of int64 bounds are clamped, as in <see cref="TumblingWindows"/>.
/// </summary>
/// <param name="SizeMs">Size of a window, ms.</param>
/// <param name="SlideMs">From the start of one window to the start of the next, ms; at most the size.</param>
internal readonly record struct WindowGrid(long SizeMs, long SlideMs)
{
    /// <summary>The windows of a query.</summary>
    public static WindowGrid Of(CtrQuery query) => new(query.WindowMs, query.StepMs);

    /// <summary>Tumbling windows.</summary>
    public static WindowGrid Tumbling(long sizeMs) => new(sizeMs, sizeMs);

    /// <summary>Whether each time is in one window.</summary>
    public bool IsTumbling => SizeMs == SlideMs;

    /// <summary>
    /// The longest stretches of time whose rows are all in the same windows: no window starts or ends within one. For tumbling windows the
    /// windows themselves.
    /// </summary>
    public WindowGrid Slices => Tumbling(GreatestCommonDivisor(SizeMs, SlideMs));

    /// <summary>The most windows that a time can be in; the fewest is this or one less.</summary>
    public long MostWindows => (SizeMs + SlideMs - 1) / SlideMs;

    /// <summary>Start of the last window that contains a time, epoch ms.</summary>
    public long LastStart(long timeMs) => TumblingWindows.Start(timeMs, SlideMs);

    /// <summary>Start of the first window that contains a time, epoch ms.</summary>
    public long FirstStart(long timeMs) =>
        IsTumbling ? LastStart(timeMs) : Math.Min(LastStart(timeMs), FirstEndAfter(timeMs) - SizeMs);

    /// <summary>End (exclusive) of the window that starts there, epoch ms.</summary>
    public long End(long startMs) => TumblingWindows.End(startMs, SizeMs);

    /// <summary>The first end of a window that is later than a time, epoch ms.</summary>
    public long FirstEndAfter(long timeMs)
    {
        var endMs = TumblingWindows.Plus(TumblingWindows.Start(TumblingWindows.Minus(timeMs, SizeMs), SlideMs), SizeMs + SlideMs);
        return Math.Min(endMs, End(LastStart(timeMs))); // differ at the ends of int64 only
    }

    /// <summary>Starts of the windows that contain a time, ascending, epoch ms.</summary>
    public IEnumerable<long> StartsOf(long timeMs)
    {
        var (firstMs, slideMs) = (FirstStart(timeMs), SlideMs);
        return Enumerable.Range(0, (int)WindowsOf(timeMs)).Select(i => firstMs + i * slideMs);
    }

    /// <summary>How many windows contain a time.</summary>
    public long WindowsOf(long timeMs) => (LastStart(timeMs) - FirstStart(timeMs)) / SlideMs + 1;

    /// <summary>How many of the windows that contain a time end at or before a bound.</summary>
    public long ClosedOf(long timeMs, long boundMs)
    {
        var firstEndMs = End(FirstStart(timeMs));
        return boundMs < firstEndMs ? 0 : Math.Min((boundMs - firstEndMs) / SlideMs + 1, WindowsOf(timeMs));
    }

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
