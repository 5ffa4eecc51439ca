using CtrBench.Traffic.Arrivals;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.Validation;

/// <summary>
/// A random job for a micro-batch engine and a random script for it: disorder, late rows, jumps, nulls, broken and odd JSON, times at the
/// exact ends of windows.
/// </summary>
internal sealed class SparkScript
{
    private const long StartMs = 1_700_000_000_000;

    private static readonly string?[] Odd =
    [
        null, "", " ", "not json", "null", "[]", "{}", """{"event_type":"view"}""", """{"event_type":"click","event_time_ms":null}""",
        """{"event_type":"view","event_time_ms":"1700000001000"}""", """{"event_type":"view","event_time_ms":1.5}""",
        """[{"event_type":"view","event_time_ms":1700000001000}]""", """{"event_time_ms":1700000002000,"event_type":5}""",
        """{"event_type":"view","event_time_ms":1700000003000} trailing""", """{"event_type":"view","event_time_ms":1700000004000""",
    ];

    private readonly SeededRandom _random;

    /// <summary>
    /// The script of a seed; always the same. <paramref name="backlog"/>: all records are appended before the start, and are read in small
    /// batches. <paramref name="sliding"/>: with sliding windows.
    /// </summary>
    public SparkScript(int seed, bool backlog, bool sliding = false)
    {
        (Seed, IsBacklog) = (seed, backlog);
        _random = new SeededRandom((ulong)seed + (backlog ? 3_000_000_000UL : 0) + (sliding ? 6_000_000_000UL : 0));
        Partitions = 1 + Below(3);
        Query = new CtrQuery
        {
            WindowMs = Pick(10_000, 10_000, 1_000, 7_500),
            WatermarkDelayMs = Pick(20_000, 20_000, 0, 5_000),
            BoundEventTime = false,
            GroupBy = Pick(
                GroupField.None, GroupField.None, GroupField.AdId, GroupField.AdType, GroupField.PageId, GroupField.ProducerId),
            MicroBatch = new MicroBatchSettings
            {
                TriggerIntervalMs = 0,
                MaxOffsetsPerTrigger = backlog ? 3 + Below(7) : null,
                NoDataBatches = Pick(true, true, true, false),
                LateFilter = Pick(LateFilter.Previous, LateFilter.Previous, LateFilter.Previous, LateFilter.Current),
                OutputMode = Pick(OutputMode.Append, OutputMode.Append, OutputMode.Update),
                FilterEventTypes = Pick(false, false, false, true),
            },
        };
        if (sliding) Query = Query with { SlideMs = RandomSlide.Of(Query.WindowMs, anyAllowed: true, Below) };
        var nowMs = StartMs;
        for (var step = 0; step < (backlog ? 12 : 7); step++)
        {
            Steps.Add(1 + Below(6));
            for (var i = 0; i < Steps[^1]; i++)
            {
                nowMs += Pick(0, 700, 2_500, 4_000, Below(30) == 0 ? 90_000 : 1);
                Records.Add(new TranscriptRecord(Below(Partitions), Value(nowMs)));
            }
        }

        StepsBefore = backlog ? Steps.Count : Below(2);
    }

    /// <summary>Its seed.</summary>
    public int Seed { get; }

    /// <summary>Whether all records are appended before the start.</summary>
    public bool IsBacklog { get; }

    /// <summary>The job.</summary>
    public CtrQuery Query { get; }

    /// <summary>Partitions of the events topic.</summary>
    public int Partitions { get; }

    /// <summary>Records, in the order in which they are appended.</summary>
    public List<TranscriptRecord> Records { get; } = [];

    /// <summary>Records per step.</summary>
    public List<int> Steps { get; } = [];

    /// <summary>How many steps are appended before the query starts.</summary>
    public int StepsBefore { get; }

    /// <summary>Its description in one sentence.</summary>
    public string Why => FormattableString.Invariant(
        $"Seeded script {Seed}, {(IsBacklog ? "a backlog in small batches" : "stepwise")}: {Query.MicroBatch.OutputMode}, ")
        + FormattableString.Invariant(
            $"{Partitions} partitions, window {Query.WindowMs} ms{RandomSlide.Why(Query)}, delay {Query.WatermarkDelayMs} ms");

    private string? Value(long nowMs)
    {
        if (Below(12) == 0) return Odd[Below(Odd.Length)];
        var timeMs = nowMs - Pick(0, 0, 0, Below(9_000), Below(45_000));
        // The rules change at the ends of windows.
        if (Below(6) == 0) timeMs = timeMs / Query.StepMs * Query.StepMs - Below(2);
        var type = Pick("view", "view", "click", "impression");
        var stampNs = Below(15) == 0 ? "null" : FormattableString.Invariant($"{timeMs * 1_000_000 + Below(1_000_000)}");
        var ad = Below(15) == 0 ? "null" : $"\"ad-{Below(3)}\"";
        return FormattableString.Invariant(
            $"{{\"producer_id\":\"p{Below(2)}\",\"user_id\":\"u\",\"page_id\":\"page-{Below(2)}\",\"ad_id\":{ad},")
            + FormattableString.Invariant(
                $"\"ad_type\":\"{Pick("banner", "video")}\",\"event_type\":\"{type}\",\"event_time_ms\":{timeMs},")
            + $"\"producer_timestamp_ns\":{stampNs},\"ip_address\":\"192.0.2.1\"}}";
    }

    private int Below(int bound) => _random.NextBelow(bound);

    private T Pick<T>(params T[] choices) => choices[Below(choices.Length)];
}
