namespace CtrBench.Windows;

/// <summary>How results are kept right over a restart.</summary>
public sealed record DeliverySettings
{
    /// <summary>What a restart may do to the results topic.</summary>
    public DeliveryGuarantee Guarantee { get; init; } = DeliveryGuarantee.AtLeastOnce;

    /// <summary>
    /// Interval of the checkpoints of a continuous engine, ms; 0 = none but the one at a stop. A micro-batch engine has one a batch (S20).
    /// Exactly-once results become visible with their checkpoint. Without a checkpoint folder a twin has none.
    /// </summary>
    public long CheckpointIntervalMs { get; init; } = 10_000;
}
