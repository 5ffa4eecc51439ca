using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>One row of a trace; an index is -1 where the row has no value.</summary>
/// <param name="TimeUs">When, epoch us.</param>
/// <param name="Ad">Index into <see cref="Trace.Ads"/>.</param>
/// <param name="User">Index into <see cref="Trace.Users"/>.</param>
/// <param name="Producer">Index into <see cref="Trace.Producers"/>.</param>
/// <param name="IpAddress">IPv4 address as a big-endian number, from the documentation ranges; 0 = unknown.</param>
/// <param name="Kind">Click for an explicit click row, else view.</param>
/// <param name="Click">Whether the view was clicked.</param>
internal readonly record struct TraceRow(
    long TimeUs, int Ad = -1, int User = -1, int Producer = -1, uint IpAddress = 0,
    EventKind Kind = EventKind.View, TraceClick Click = TraceClick.Unknown);
