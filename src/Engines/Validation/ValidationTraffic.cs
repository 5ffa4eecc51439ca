using System.Text;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Engines.Validation;

/// <summary>
/// Traffic for a validated live run: disorder within the delay, and a few rows later than it. Event time runs faster than the clock, so
/// that a short run has many windows, but not so fast that a tick spans a window.
/// </summary>
internal static class ValidationTraffic
{
    /// <summary>How much faster event time runs than the clock.</summary>
    public const int Speed = 4;

    private const long StartMs = 1_760_000_000_000;
    private const double LateShare = 0.02;
    private const int LateMs = 20_000;

    /// <summary>The job for this traffic: Flink's defaults, with windows short enough to have many, one every 2 s.</summary>
    public static CtrQuery Query(int parallelism, GroupField groupBy, bool sliding = false) => new()
    {
        WindowMs = sliding ? 6_000 : 2_000,
        SlideMs = sliding ? 2_000 : null,
        WatermarkDelayMs = 3_000,
        GroupBy = groupBy,
        Continuous = new() { SourceParallelism = parallelism },
    };

    /// <summary>
    /// <paramref name="count"/> rows over <paramref name="spanMs"/> of event time, distributed to the partitions round robin: value, and
    /// send time, ms after the start by the clock.
    /// </summary>
    public static IEnumerable<(int Partition, long DueMs, byte[] Value)> Rows(ulong seed, int count, long spanMs, int partitions)
    {
        var random = new SeededRandom(seed);
        for (var i = 0; i < count; i++)
        {
            var atMs = i * spanMs / count;
            var backMs = (long)(random.NextDouble() * (random.NextDouble() < LateShare ? LateMs : 2_500));
            var type = random.NextDouble() < 0.5 ? "banner" : "video";
            var kind = random.NextDouble() < 0.3 ? "click" : "view";
            var value = $$"""
                {"producer_id":"p","user_id":"u","page_id":"page","ad_id":"ad","ad_type":"{{type}}","event_type":"{{kind}}",
                """
                + FormattableString.Invariant($"\"event_time_ms\":{StartMs + atMs - backMs},")
                + FormattableString.Invariant($"\"producer_timestamp_ns\":{StartMs + atMs}000000,\"ip_address\":\"192.0.2.1\"}}");
            yield return (i % partitions, atMs / Speed, Encoding.UTF8.GetBytes(value));
        }
    }
}
