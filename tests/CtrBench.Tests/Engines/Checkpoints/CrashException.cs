namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>The end of a run in the middle of something.</summary>
internal sealed class CrashException(string where) : Exception($"crashed at {where}");
