namespace CtrBench.Windows.Events;

/// <summary>The value between two constant pieces of a layout.</summary>
internal enum SkeletonValue : byte
{
    /// <summary>Nothing more: the record ends.</summary>
    End = 0,

    /// <summary>A string that is not needed.</summary>
    Text,

    /// <summary>The text of <c>event_type</c>.</summary>
    EventType,

    /// <summary>The text of the group key.</summary>
    Key,

    /// <summary>An integer that is not needed.</summary>
    Integer,

    /// <summary>The integer of <c>event_time_ms</c>.</summary>
    EventTime,

    /// <summary>The integer of <c>producer_timestamp_ns</c>.</summary>
    ProducerTimestamp,
}
