namespace CtrBench.Windows.Recordings;

/// <summary>One recorded Flink step.</summary>
/// <param name="Append">First record and number of records appended.</param>
/// <param name="Emitted">Results, in the order they came.</param>
internal sealed record TranscriptStep(IReadOnlyList<int> Append, IReadOnlyList<TranscriptResult> Emitted);
