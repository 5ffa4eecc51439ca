namespace CtrBench.Traffic.Producers;

/// <summary>A producer failed, and the others were stopped.</summary>
/// <param name="producerId">The first that failed.</param>
/// <param name="results">What every producer had done by then, in order.</param>
/// <param name="cause">Why it failed.</param>
public sealed class ProducerFailedException(string producerId, IReadOnlyList<ProducerResult> results, Exception cause)
    : Exception($"Producer '{producerId}' failed after {Sent(producerId, results)} events; the other producers were stopped: "
        + $"{cause.Message}", cause)
{
    /// <summary>The first that failed.</summary>
    public string ProducerId { get; } = producerId;

    /// <summary>What every producer had done by then, in order.</summary>
    public IReadOnlyList<ProducerResult> Results { get; } = results;

    private static long Sent(string producerId, IReadOnlyList<ProducerResult> results)
        => results.First(r => r.ProducerId == producerId).Sent;
}
