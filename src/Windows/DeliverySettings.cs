namespace CtrBench.Windows;

/// <summary>Delivery guarantee and checkpoints.</summary>
public sealed record DeliverySettings
{
    /// <summary>What a restart may do to the results topic.</summary>
    public DeliveryGuarantee Guarantee { get; init; } = DeliveryGuarantee.AtLeastOnce;

    /// <summary>
    /// Interval of the checkpoints of a continuous engine, ms; 0 = only the one at a stop. A micro-batch engine takes one per batch (S20).
    /// With exactly-once, results become visible with their checkpoint. Without a checkpoint folder a twin takes none.
    /// </summary>
    public long CheckpointIntervalMs { get; init; } = 10_000;

    /// <summary>
    /// Whether a query ends when records are removed from the events topic before it has read them (K13). Otherwise it continues without
    /// them, and counts them.
    /// </summary>
    public bool FailOnDataLoss { get; init; } = true;
}

/// <summary>What a restart may do to the results topic.</summary>
public enum DeliveryGuarantee : byte
{
    /// <summary>Nothing is lost; results written after the last checkpoint may be written twice.</summary>
    AtLeastOnce = 0,

    /// <summary>Results and progress are committed together; a reader of committed records sees each result once.</summary>
    ExactlyOnce,
}
