namespace CtrBench.Windows.Events;

/// <summary>One ad event with all nine fields of the wire format.</summary>
/// <param name="ProducerId">Who sent it.</param>
/// <param name="UserId">Who saw or clicked.</param>
/// <param name="PageId">Where.</param>
/// <param name="AdId">What; also the record's key.</param>
/// <param name="AdType">Its kind: banner, video, ...</param>
/// <param name="Kind">View or click.</param>
/// <param name="EventTimeMs">When it was shown or clicked, epoch ms.</param>
/// <param name="ProducerTimestampNs">Wall clock at the actual send, epoch ns.</param>
/// <param name="IpAddress">IPv4 address as a big-endian number, from the documentation ranges only.</param>
internal readonly record struct AdEvent(
    JsonText ProducerId, JsonText UserId, JsonText PageId, JsonText AdId, JsonText AdType,
    EventKind Kind, long EventTimeMs, long ProducerTimestampNs, uint IpAddress);

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
