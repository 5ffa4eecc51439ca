namespace CtrBench.Windows.Semantics;

/// <summary>One result row, with its key as an id of the processor's <see cref="KeyTable"/>.</summary>
/// <param name="WindowStartMs">Window start, epoch ms.</param>
/// <param name="WindowEndMs">Window end, exclusive, epoch ms.</param>
/// <param name="KeyId">Group key; 0 for the null key and without grouping.</param>
/// <param name="Counts">The counts.</param>
internal readonly record struct WindowResult(long WindowStartMs, long WindowEndMs, int KeyId, CtrCounts Counts);
