using CtrBench.Traffic.Arrivals;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.Validation;

/// <summary>
/// A random job for a continuous engine and a random script for it: disorder, late rows, jumps, odd values, several partitions, every form.
/// Its output is determined: on-event watermarks, one reader, and with several partitions one record per step.
/// </summary>
internal sealed class RandomScript
{
    private const long StartMs = 1_750_000_000_000;
    private static readonly string[] Odd =
    [
        "not json", "[]", "{}", "null", """{"event_type":"view"}""", """{"event_type":"view","event_time_ms":"1750000012345"}""",
        """{"event_type":"click","event_time_ms":1750000012345.9,"producer_timestamp_ns":"x"}""",
        """[{"event_type":"view","event_time_ms":1750000022345,"ad_type":"video"},{"event_type":"click","event_time_ms":1750000022346}]""",
        """{"event_type":"impression","event_time_ms":1750000032345,"producer_timestamp_ns":7}""",
    ];

    private readonly SeededRandom _random;

    /// <summary>The script of that seed; always the same. <paramref name="sliding"/>: with sliding windows.</summary>
    public RandomScript(int seed, bool sliding = false)
    {
        Seed = seed;
        _random = new SeededRandom((ulong)(770_000 + seed) + (sliding ? 4_000_000_000UL : 0));
        var partitions = 1 + Below(3);
        Query = new CtrQuery
        {
            WindowMs = Pick(10_000, 10_000, 5_000, 60_000, 1_000),
            WatermarkDelayMs = Pick(20_000, 20_000, 5_000, 0, 1_500),
            BoundEventTime = false,
            GroupBy = Pick(GroupField.None, GroupField.None, GroupField.AdType, GroupField.PageId),
            Continuous = new()
            {
                EmitStrategy = EmitStrategy.OnEvent,
                EmitIntervalMs = 0,
                BufferTimeoutMs = 0,
                AggregationPhase = Pick(AggregationPhase.TwoPhase, AggregationPhase.OnePhase, AggregationPhase.Legacy),
            },
            Delivery = new() { CheckpointIntervalMs = 0 },
        };
        if (sliding) Query = Query with { SlideMs = RandomSlide.Of(Query.WindowMs, IsAnyAllowed(Query), Below) };
        Partitions = partitions;
        var count = 14 + Below(16);
        var nowMs = StartMs + Below(30_000);
        for (var i = 0; i < count; i++)
        {
            nowMs += Below(4) == 0 ? Below(60_000) : Below(6_000);
            Records.Add(new TranscriptRecord(Below(partitions), Value(nowMs)));
        }

        // With several partitions every record is its own step, so that the order of arrival is defined.
        for (var left = count; left > 0; left -= Steps[^1]) Steps.Add(partitions > 1 ? 1 : Math.Min(left, 1 + Below(5)));
    }

    /// <summary>Its seed.</summary>
    public int Seed { get; }

    /// <summary>The job.</summary>
    public CtrQuery Query { get; }

    /// <summary>Partitions of the events topic.</summary>
    public int Partitions { get; }

    /// <summary>Records, in the order in which they are appended.</summary>
    public List<TranscriptRecord> Records { get; } = [];

    /// <summary>Records per step.</summary>
    public List<int> Steps { get; } = [];

    /// <summary>Its description in one sentence.</summary>
    public string Why => FormattableString.Invariant(
        $"Seeded script {Seed}: {Query.Continuous.AggregationPhase}, {Partitions} partitions, ")
        + FormattableString.Invariant($"window {Query.WindowMs} ms{RandomSlide.Why(Query)}, delay {Query.WatermarkDelayMs} ms");

    // The legacy form alone takes a window that is no multiple of its slide (F39).
    private static bool IsAnyAllowed(CtrQuery query) => query.Continuous.AggregationPhase == AggregationPhase.Legacy;

    private string? Value(long nowMs)
    {
        switch (Below(12))
        {
            case 0: return Odd[Below(Odd.Length)];
            case 1 when Below(3) == 0: return null;
        }

        // A third in order, a third slightly late, some far behind the watermark.
        var backMs = Below(3) switch { 0 => 0, 1 => Below(15_000), _ => Below(Below(4) == 0 ? 120_000 : 40_000) };
        var timeMs = nowMs - backMs;
        var (page, ad, type, kind) = (Below(3), Below(5), Pick("banner", "video"), Pick("view", "view", "click"));
        var (ns, host) = (Below(1_000_000), Below(255));
        return FormattableString.Invariant(
            $"{{\"producer_id\":\"p\",\"user_id\":\"u\",\"page_id\":\"page-{page}\",\"ad_id\":\"ad-{ad}\",\"ad_type\":\"{type}\",")
            + FormattableString.Invariant($"\"event_type\":\"{kind}\",\"event_time_ms\":{timeMs},")
            + FormattableString.Invariant($"\"producer_timestamp_ns\":{nowMs}{ns:000000},\"ip_address\":\"192.0.2.{host}\"}}");
    }

    private int Below(int bound) => (int)(_random.NextDouble() * bound);

    private T Pick<T>(params T[] choices) => choices[Below(choices.Length)];
}

/// <summary>The slide of a random script.</summary>
internal static class RandomSlide
{
    /// <summary>A slide that divides the window, or, where that is allowed, in one of three scripts some other one.</summary>
    public static long Of(long windowMs, bool anyAllowed, Func<int, int> below)
    {
        if (anyAllowed && below(3) == 0) return windowMs * (3 + below(7)) / 10;
        long[] parts = [2, 3, 4, 5, 6, 10];
        var fitting = parts.Where(part => windowMs % part == 0).ToArray();
        return windowMs / fitting[below(fitting.Length)];
    }

    /// <summary>What a script says of it.</summary>
    public static string Why(CtrQuery query) =>
        query.SlideMs is { } slideMs ? FormattableString.Invariant($" sliding by {slideMs} ms") : "";
}
