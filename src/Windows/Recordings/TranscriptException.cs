namespace CtrBench.Windows.Recordings;

/// <summary>A file is not a recording that can be replayed.</summary>
/// <param name="message">What is wrong, and where in the file.</param>
public sealed class TranscriptException(string message) : CtrBenchException(ErrorKind.BadInput, message);
