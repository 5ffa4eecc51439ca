namespace CtrBench.Engines;

/// <summary>An engine's surroundings are not ready. The message names what is missing and what to do; it holds no secret.</summary>
/// <param name="message">What, where, and what to do.</param>
public sealed class EngineSetupException(string message) : Exception(message);
