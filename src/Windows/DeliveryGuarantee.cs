namespace CtrBench.Windows;

/// <summary>What a restart may do to the results topic.</summary>
public enum DeliveryGuarantee : byte
{
    /// <summary>Nothing is lost; what was written after the last checkpoint may come twice.</summary>
    AtLeastOnce = 0,

    /// <summary>Results and progress are committed together; a reader of committed records sees each result once.</summary>
    ExactlyOnce,
}
