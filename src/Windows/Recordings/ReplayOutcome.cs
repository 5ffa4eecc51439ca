namespace CtrBench.Windows.Recordings;

/// <summary>The outcome of one recording.</summary>
/// <param name="File">Path of the file, as given.</param>
/// <param name="Verdict">Equal, different or unreadable.</param>
/// <param name="Differences">Every difference; empty when equal or unreadable.</param>
/// <param name="Case">Name of the case; null when unreadable.</param>
/// <param name="Engine">Engine and version, "spark 4.1.1"; null when unreadable.</param>
/// <param name="Error">Why it is unreadable; null otherwise.</param>
/// <param name="Judged">Verdicts window by window, for a recording with unknown ticks; null otherwise.</param>
/// <param name="Setting">What the error's remedy speaks of, as <see cref="CtrBenchException.Setting"/>; null when it has none.</param>
public sealed record ReplayOutcome(
    string File, ReplayVerdict Verdict, IReadOnlyList<Difference> Differences, string? Case = null, string? Engine = null,
    string? Error = null, WindowReport? Judged = null, string? Setting = null);
