using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>A result of a live run.</summary>
/// <param name="Result">As received.</param>
/// <param name="AppendMs">When the results topic stored it, by the clock that stamped the events, epoch ms.</param>
internal sealed record StoredResult(ReceivedResult Result, long AppendMs);
