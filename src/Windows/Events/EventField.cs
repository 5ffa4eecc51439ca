namespace CtrBench.Windows.Events;

/// <summary>The nine fields of an event on the wire.</summary>
internal enum EventField : byte
{
    /// <summary>None of the nine.</summary>
    None = 0,

    /// <summary><c>producer_id</c></summary>
    ProducerId,

    /// <summary><c>user_id</c></summary>
    UserId,

    /// <summary><c>page_id</c></summary>
    PageId,

    /// <summary><c>ad_id</c></summary>
    AdId,

    /// <summary><c>ad_type</c></summary>
    AdType,

    /// <summary><c>event_type</c></summary>
    EventType,

    /// <summary><c>event_time_ms</c></summary>
    EventTimeMs,

    /// <summary><c>producer_timestamp_ns</c></summary>
    ProducerTimestampNs,

    /// <summary><c>ip_address</c></summary>
    IpAddress,
}
