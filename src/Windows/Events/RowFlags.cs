namespace CtrBench.Windows.Events;

/// <summary>
/// Kind and validity of one row of an <see cref="EventBatch"/>. The two low bits are the counts themselves: view += flags &amp; 1, click +=
/// flags &gt;&gt; 1 &amp; 1.
/// </summary>
[Flags]
internal enum RowFlags : byte
{
    /// <summary>Neither view nor click, no valid event time, no producer timestamp.</summary>
    None = 0,

    /// <summary>The row is a view.</summary>
    View = 1,

    /// <summary>The row is a click.</summary>
    Click = 2,

    /// <summary>The row has a valid event time. Rows without one open no window (S28) and are counted as malformed.</summary>
    HasEventTime = 4,

    /// <summary>The row has a producer timestamp.</summary>
    HasProducerTimestamp = 8,
}
