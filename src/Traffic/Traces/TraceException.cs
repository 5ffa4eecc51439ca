using CtrBench.Windows;

namespace CtrBench.Traffic.Traces;

/// <summary>A trace cannot be replayed. The message says what is wrong, where, and what to do.</summary>
/// <param name="problem">What is wrong, and where.</param>
/// <param name="remedy">What to do.</param>
/// <param name="cause">The error underneath, if any.</param>
internal sealed class TraceException(string problem, string? remedy = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.BadInput, problem, remedy, cause);
