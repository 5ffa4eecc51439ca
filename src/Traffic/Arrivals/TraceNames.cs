namespace CtrBench.Traffic.Arrivals;

/// <summary>Traces that are no files, by what stands in the place of a path.</summary>
internal static class TraceNames
{
    /// <summary>Standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The trace that the program brings.</summary>
    public const string Sample = "sample";

    /// <summary>Whether a name stands for something else than a file.</summary>
    public static bool IsNoFile(string name) => name is StandardInput or Sample;

    /// <summary>A trace in messages.</summary>
    public static string Shown(string name) => name == StandardInput ? "standard input" : name;
}
