namespace CtrBench.Traffic.Arrivals;

/// <summary>One arrival of a process.</summary>
/// <param name="OffsetNs">Intended time since the start of the schedule, ns.</param>
/// <param name="State">State of the modulating chain (0 = LOW for MMPP); always 0 for processes without states.</param>
public readonly record struct Arrival(long OffsetNs, byte State);
