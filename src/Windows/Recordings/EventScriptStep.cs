namespace CtrBench.Windows.Recordings;

/// <summary>Records of a script that are appended together.</summary>
/// <param name="Append">First record and number of records.</param>
internal sealed record EventScriptStep(IReadOnlyList<int> Append);
