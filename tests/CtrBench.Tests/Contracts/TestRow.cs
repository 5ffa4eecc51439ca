using System.Globalization;

namespace CtrBench.Tests.Contracts;

/// <summary>One ad event of a contract test.</summary>
/// <param name="Partition">Where it is written.</param>
/// <param name="EventTimeMs">Event time, epoch ms.</param>
/// <param name="Click">A click instead of a view.</param>
/// <param name="Ad">Its ad.</param>
public sealed record TestRow(int Partition, long EventTimeMs, bool Click = false, string Ad = "ad-1")
{
    /// <summary>It on the wire.</summary>
    public string Json(long producerTimestampNs) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"producer_id":"p","user_id":"u","page_id":"page","ad_id":"{{Ad}}","ad_type":"banner","event_type":"{{(Click ? "click" : "view")}}","event_time_ms":{{EventTimeMs}},"producer_timestamp_ns":{{producerTimestampNs}},"ip_address":"192.0.2.1"}
        """);
}
