namespace CtrBench.Windows;

/// <summary>What a restart may do to the results topic.</summary>
public enum DeliveryGuarantee : byte
{
    /// <summary>Nothing is lost; results written after the last checkpoint may be written twice.</summary>
    AtLeastOnce = 0,

    /// <summary>Results and progress are committed together; a reader of committed records sees each result once.</summary>
    ExactlyOnce,
}
