using CtrBench.Windows;

namespace CtrBench.Traffic.Producers;

/// <summary>A producer failed, and the others were stopped.</summary>
internal sealed class ProducerFailedException : CtrBenchException
{
    /// <summary>Its kind, remedy and setting are those of the cause.</summary>
    public ProducerFailedException(string producerId, IReadOnlyList<ProducerResult> results, Exception cause)
        : base(
            (cause as CtrBenchException)?.Kind ?? ErrorKind.Failed,
            $"Producer '{producerId}' failed after {Sent(producerId, results)} events; the other producers were stopped: "
            + ((cause as CtrBenchException)?.Problem ?? cause.Message),
            (cause as CtrBenchException)?.Remedy, cause)
    {
        (ProducerId, Results, Setting) = (producerId, results, (cause as CtrBenchException)?.Setting);
    }

    /// <summary>The first that failed.</summary>
    public string ProducerId { get; }

    /// <summary>What every producer had done by then, in order.</summary>
    public IReadOnlyList<ProducerResult> Results { get; }

    private static long Sent(string producerId, IReadOnlyList<ProducerResult> results)
        => results.First(r => r.ProducerId == producerId).Sent;
}
