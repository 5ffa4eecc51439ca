namespace CtrBench.Windows.Recordings;

/// <summary>What a recorded Flink job emitted at the end of its input.</summary>
/// <param name="Emitted">Results, in the order they came.</param>
public sealed record TranscriptEnd(IReadOnlyList<TranscriptResult> Emitted);
