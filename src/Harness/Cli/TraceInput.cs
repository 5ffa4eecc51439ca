using System.Reflection;
using CtrBench.Traffic.Traces;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Where traces come from: a file, standard input, or the program itself, which brings a small one of its own making. Standard input is
/// read once, however many runs replay it.
/// </summary>
/// <param name="standardInput">Opens standard input.</param>
internal sealed class TraceInput(Func<Stream> standardInput)
{
    private readonly Lazy<byte[]> _piped = new(() => Whole(standardInput));

    /// <summary>Reads a trace.</summary>
    /// <param name="name">Path of a file, or one of <see cref="TraceNames"/>.</param>
    /// <param name="columns">Which columns stand for which fields; null for those of the usual names.</param>
    /// <param name="sort">Whether to sort it by event time.</param>
    /// <exception cref="TraceException">It cannot be used.</exception>
    public Trace Read(string name, string? columns, bool sort = false) => name switch
    {
        TraceNames.StandardInput => TraceReader.Read(new MemoryStream(_piped.Value), TraceNames.Shown(name), columns, sort),
        TraceNames.Sample => TraceReader.Read(Sample(), name, columns, sort),
        _ => TraceReader.Read(name, columns, sort),
    };

    /// <summary>The sample as it is in the program: CSV packed with gzip.</summary>
    public static Stream Sample() => Assembly.GetExecutingAssembly().GetManifestResourceStream("sample-trace.csv.gz")
        ?? throw new InvalidOperationException("The sample trace is missing from the program.");

    private static byte[] Whole(Func<Stream> standardInput)
    {
        using var whole = new MemoryStream();
        using var input = standardInput();
        input.CopyTo(whole);
        return whole.ToArray();
    }
}
