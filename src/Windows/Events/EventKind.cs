namespace CtrBench.Windows.Events;

/// <summary>
/// The kind of an ad event. Any other <c>event_type</c> opens its window and moves the watermark, but is not counted (K9).
/// </summary>
public enum EventKind : byte
{
    /// <summary>Neither view nor click.</summary>
    Other = 0,

    /// <summary>The ad was shown: <c>"view"</c>.</summary>
    View = 1,

    /// <summary>The ad was clicked: <c>"click"</c>.</summary>
    Click = 2,
}
