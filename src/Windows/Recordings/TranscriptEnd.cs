namespace CtrBench.Windows.Recordings;

/// <summary>Output of a recorded Flink job at the end of its input.</summary>
/// <param name="Emitted">Results, in the order they came.</param>
internal sealed record TranscriptEnd(IReadOnlyList<TranscriptResult> Emitted);
