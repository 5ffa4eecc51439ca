namespace CtrBench.Traffic.Arrivals;

/// <summary>One arrival of a process.</summary>
/// <param name="OffsetNs">Intended time since the start of the schedule, ns.</param>
/// <param name="State">State of the modulating chain (0 = LOW for MMPP); always 0 for processes without states.</param>
/// <param name="NewVisit">The chain changed state since the process's last arrival, or this is the first one: the gap before it spans more
/// than one state.</param>
internal readonly record struct Arrival(long OffsetNs, byte State, bool NewVisit = false);
