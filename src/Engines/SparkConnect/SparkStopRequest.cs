namespace CtrBench.Engines.SparkConnect;

/// <summary>What a running query was asked to do, and when.</summary>
/// <param name="SinceTimestamp">When it was asked for, in the run's clock, or when the last of <paramref name="DrainTo"/> was read.</param>
/// <param name="DrainTo">Offsets that must have been read before; null: what was read is enough.</param>
/// <param name="AtOnce">Whether the batch that is running is given up.</param>
internal sealed record SparkStopRequest(long SinceTimestamp, IReadOnlyList<long>? DrainTo, bool AtOnce)
{
    /// <summary>The last batch when it was asked for; a later one means that the batch then running has ended. Null: not yet
    /// seen.</summary>
    public long? SeenBatch { get; init; }
}
