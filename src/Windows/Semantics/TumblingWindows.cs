namespace CtrBench.Windows.Semantics;

/// <summary>
/// Tumbling windows [start, end), aligned to the epoch (S26, F14). Floor division, so that -1 is in [-size, 0). At the ends of int64 bounds
/// are clamped and do not overflow: a window there is shorter, never misplaced.
/// </summary>
internal static class TumblingWindows
{
    /// <summary>Start of the window that contains <paramref name="eventTimeMs"/>, epoch ms.</summary>
    public static long Start(long eventTimeMs, long windowMs)
    {
        var remainder = eventTimeMs % windowMs;
        if (remainder < 0) remainder += windowMs;
        return eventTimeMs < long.MinValue + remainder ? long.MinValue : eventTimeMs - remainder;
    }

    /// <summary>End (exclusive) of the window that starts at <paramref name="startMs"/>, epoch ms.</summary>
    public static long End(long startMs, long windowMs)
    {
        if (startMs == long.MinValue) return long.MinValue + (windowMs - FloorRemainder(windowMs));
        return startMs > long.MaxValue - windowMs ? long.MaxValue : startMs + windowMs;
    }

    /// <summary>a - b, clamped at the ends of int64 (<paramref name="b"/> not negative).</summary>
    public static long Minus(long a, long b) => a < long.MinValue + b ? long.MinValue : a - b;

    /// <summary>a + b, clamped at the ends of int64 (<paramref name="b"/> not negative).</summary>
    public static long Plus(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    /// <summary>Distance of long.MinValue from the window boundary below it, 0 .. windowMs - 1.</summary>
    private static long FloorRemainder(long windowMs)
    {
        var remainder = long.MinValue % windowMs;
        return remainder < 0 ? remainder + windowMs : remainder;
    }
}
