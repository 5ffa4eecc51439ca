namespace CtrBench.Windows.Events;

/// <summary>The nine fields of an event on the wire, and the key of a mapping.</summary>
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

    /// <summary>The group-by key of an <see cref="EventSchema"/>, at a path of its own.</summary>
    Key,
}

/// <summary>Field names as bytes on the wire, and back. Names are case-sensitive on every engine (K10).</summary>
internal static class EventFieldNames
{
    /// <summary>How many fields an event has.</summary>
    public const int Count = 9;

    /// <summary>The length of the longest name.</summary>
    public const int MaxLength = 21;

    /// <summary>The field with the name <paramref name="name"/>; <see cref="EventField.None"/> when there is none.</summary>
    public static EventField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 => name.SequenceEqual("ad_id"u8) ? EventField.AdId : EventField.None,
        7 => name[0] switch
        {
            (byte)'a' when name.SequenceEqual("ad_type"u8) => EventField.AdType,
            (byte)'p' when name.SequenceEqual("page_id"u8) => EventField.PageId,
            (byte)'u' when name.SequenceEqual("user_id"u8) => EventField.UserId,
            _ => EventField.None,
        },
        10 when name.SequenceEqual("event_type"u8) => EventField.EventType,
        10 when name.SequenceEqual("ip_address"u8) => EventField.IpAddress,
        11 when name.SequenceEqual("producer_id"u8) => EventField.ProducerId,
        13 when name.SequenceEqual("event_time_ms"u8) => EventField.EventTimeMs,
        21 when name.SequenceEqual("producer_timestamp_ns"u8) => EventField.ProducerTimestampNs,
        _ => EventField.None,
    };

    /// <summary>The field for <paramref name="groupBy"/>.</summary>
    public static EventField Of(GroupField groupBy) => groupBy switch
    {
        GroupField.None => EventField.None,
        GroupField.AdId => EventField.AdId,
        GroupField.AdType => EventField.AdType,
        GroupField.PageId => EventField.PageId,
        GroupField.ProducerId => EventField.ProducerId,
        GroupField.Key => EventField.Key,
        _ => throw new ArgumentOutOfRangeException(nameof(groupBy), groupBy, "Not a group field."),
    };
}
