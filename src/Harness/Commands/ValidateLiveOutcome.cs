using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Commands;

/// <summary>What a validation of a real engine came to.</summary>
/// <param name="Engine">Engine and version.</param>
/// <param name="Replays">Scripts and cases, recorded afresh and replayed on the twin.</param>
/// <param name="Runs">Runs of a continuous engine, judged window by window.</param>
internal sealed record ValidateLiveOutcome(string Engine, IReadOnlyList<ReplayOutcome> Replays, IReadOnlyList<LiveReport> Runs)
{
    /// <summary>Runs of a micro-batch engine, judged batch by batch.</summary>
    public IReadOnlyList<SparkLiveReport> BatchRuns { get; init; } = [];

    /// <summary>How much the scripts and cases were.</summary>
    public RecordedCounts Recorded { get; init; }
}
