namespace CtrBench.Harness.Running;

/// <summary>Where a collection of topics that others fill begins.</summary>
/// <param name="PresentMs">
/// When the collector was there, in the broker's time: nobody stood by when earlier results arrived. Epoch ms.
/// </param>
internal sealed record CollectionStart(double PresentMs)
{
    /// <summary>Start offset of every partition of the events topic; null for the oldest record.</summary>
    public IReadOnlyList<long>? Events { get; init; }

    /// <summary>Start offset of every partition of the results topic; null for the oldest record.</summary>
    public IReadOnlyList<long>? Results { get; init; }

    /// <summary>Windows that start before may have lost events to the start, and are left out on both sides. Epoch ms.</summary>
    public long FirstWindowMs { get; init; } = long.MinValue;
}
