using CtrBench.Engines.Validation;

namespace CtrBench.Harness.Commands;

/// <summary>What a validation of a real engine came to.</summary>
/// <param name="Engine">Engine and version.</param>
/// <param name="Replays">Scripts and cases, recorded afresh and replayed on the twin.</param>
/// <param name="Runs">Judged runs.</param>
internal sealed record ValidateLiveOutcome(string Engine, IReadOnlyList<ReplayOutcome> Replays, IReadOnlyList<LiveReport> Runs);
