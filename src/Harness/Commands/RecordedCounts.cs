using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Commands;

/// <summary>How much was recorded of a real engine.</summary>
/// <param name="Steps">Steps of a Flink.</param>
/// <param name="Batches">Micro-batches of a Spark.</param>
/// <param name="Results">Results.</param>
/// <param name="Late">What the engine dropped as late, in its own unit (S14, F15).</param>
internal readonly record struct RecordedCounts(long Steps, long Batches, long Results, long Late)
{
    /// <summary>These and another recording.</summary>
    public RecordedCounts And(Transcript recording)
    {
        var batches = recording.Batches ?? [];
        var steps = recording.Steps ?? [];
        var end = recording.EndOfInput?.Emitted.Count ?? 0;
        return new RecordedCounts(
            Steps + steps.Count, Batches + batches.Count,
            Results + batches.Sum(b => b.Emitted.Count) + steps.Sum(s => s.Emitted.Count) + end,
            Late + batches.Sum(b => b.RowsDropped) + (recording.LateDropped ?? 0));
    }
}
