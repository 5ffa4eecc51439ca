namespace CtrBench.Engines.SparkConnect;

/// <summary>A stop request of a running query.</summary>
/// <param name="SinceTimestamp">Time of the request, on the run's clock, or when the last of <paramref name="DrainTo"/> was read.</param>
/// <param name="DrainTo">Offsets that must be read before; null: stop after what has been read.</param>
/// <param name="AtOnce">Whether the running batch is aborted.</param>
internal sealed record SparkStopRequest(long SinceTimestamp, IReadOnlyList<long>? DrainTo, bool AtOnce)
{
    /// <summary>
    /// The last batch at the time of the request; a later one means that the batch then running has ended. Null: not yet seen.
    /// </summary>
    public long? SeenBatch { get; init; }
}
