namespace CtrBench.Traffic.Traces;

/// <summary>A trace cannot be replayed. The message says what is wrong, where, and what to do.</summary>
public sealed class TraceException : Exception
{
    /// <summary>An error of the trace file, with its cause where there is one.</summary>
    public TraceException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
