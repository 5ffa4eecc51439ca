namespace CtrBench.Harness.Runs;

/// <summary>A span of time whose events were stored more than a second after they were due.</summary>
/// <param name="FromMs">When the first of them was due, epoch ms.</param>
/// <param name="TakenMs">When the log stored the first of them, epoch ms: until then it stored none.</param>
/// <param name="ToMs">When the log stored the last of them, epoch ms.</param>
/// <param name="Events">How many.</param>
/// <param name="LatestMs">The longest delay of one of them, ms.</param>
public sealed record LateSpan(double FromMs, double TakenMs, double ToMs, long Events, double LatestMs);
