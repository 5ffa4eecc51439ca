namespace CtrBench.Traffic.Arrivals;

/// <summary>What reading a trace found.</summary>
/// <param name="Lines">Data lines read, the broken ones included.</param>
/// <param name="BrokenLines">Lines skipped.</param>
/// <param name="FirstBroken">The first few of them: "line 17: why".</param>
/// <param name="OutOfOrderRows">Rows with a time before an earlier row's; the trace was sorted.</param>
/// <param name="ReplacedAddresses">Rows whose address was outside the documentation ranges and was replaced by one inside.</param>
internal sealed record TraceReadReport(
    long Lines, long BrokenLines, IReadOnlyList<string> FirstBroken, long OutOfOrderRows, long ReplacedAddresses);
