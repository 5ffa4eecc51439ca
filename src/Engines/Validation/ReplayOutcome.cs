namespace CtrBench.Engines.Validation;

/// <summary>What the replay of one recording on its twin showed.</summary>
/// <param name="File">Path of the recording.</param>
/// <param name="Verdict">Equal, different or unreadable.</param>
/// <param name="Differences">Every difference; empty unless different.</param>
/// <param name="Error">Why it could not be read: what, where and what to do; null unless unreadable.</param>
public sealed record ReplayOutcome(string File, ReplayVerdict Verdict, IReadOnlyList<Difference> Differences, string? Error);
