namespace CtrBench.Windows.Recordings;

/// <summary>One record of a recording; its offset is its rank within the partition.</summary>
/// <param name="P">Partition.</param>
/// <param name="V">Value as text; null is a tombstone.</param>
internal sealed record TranscriptRecord(int P, string? V);
