namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// The arrivals of a recorded trace, its gaps kept: row i comes at (t_i - t_0) / speed. Of N producers, producer k has rows k, k + N, k +
/// 2N, ... so that all of them together give the original trace. Ends with the trace.
/// </summary>
internal sealed class ReplayArrivals : IArrivalProcess
{
    private readonly Trace _trace;
    private readonly double _nsPerTraceUs;
    private readonly int _stride;
    private long _row;

    /// <summary>
    /// Rows <paramref name="first"/>, <paramref name="first"/> + <paramref name="stride"/>, ... of <paramref name="trace"/>,
    /// <paramref name="speed"/> times as fast.
    /// </summary>
    public ReplayArrivals(Trace trace, double speed = 1, int first = 0, int stride = 1)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        if (!(speed > 0) || double.IsInfinity(speed))
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "A replay speed must be a positive number.");
        (_trace, _nsPerTraceUs, _row, _stride) = (trace, 1_000.0 / speed, first, stride);
    }

    /// <summary>Time of row <paramref name="row"/> since the first row, at this speed, ns.</summary>
    public static long OffsetNs(Trace trace, int row, double speed) => Scale(trace, row, 1_000.0 / speed);

    /// <summary>From the event time of row <paramref name="row"/> to its arrival, at this speed, ns.</summary>
    public static long LatenessNs(Trace trace, int row, double speed) => ScaleUs(trace.Row(row).LatenessUs, 1_000.0 / speed);

    /// <inheritdoc/>
    public bool TryNext(out Arrival arrival)
    {
        if (_row >= _trace.Rows.Count)
        {
            arrival = default;
            return false;
        }
        arrival = new Arrival(Scale(_trace, (int)_row, _nsPerTraceUs), 0, _row < _stride);
        _row += _stride;
        return true;
    }

    private static long Scale(Trace trace, int row, double nsPerTraceUs) =>
        ScaleUs(trace.Row(row).ArrivalUs - trace.Row(0).ArrivalUs, nsPerTraceUs);

    private static long ScaleUs(long us, double nsPerTraceUs) =>
        (long)Math.Clamp(us * nsPerTraceUs, -(long.MaxValue / 2), long.MaxValue / 2);
}
