namespace CtrBench.Windows.Events;

/// <summary>The event field that results are grouped by, besides the window.</summary>
public enum GroupField : byte
{
    /// <summary>No grouping: one result a window.</summary>
    None = 0,

    /// <summary><c>ad_id</c>.</summary>
    AdId,

    /// <summary><c>ad_type</c>.</summary>
    AdType,

    /// <summary><c>page_id</c>.</summary>
    PageId,

    /// <summary><c>producer_id</c>.</summary>
    ProducerId,
}
