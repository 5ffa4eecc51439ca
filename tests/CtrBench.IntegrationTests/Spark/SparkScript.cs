using System.Globalization;
using CtrBench.Engines;
using CtrBench.Engines.Validation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Events;

namespace CtrBench.IntegrationTests.Spark;

/// <summary>A script of records that a seed draws: disorder, late rows, jumps, nulls, broken and odd JSON; and a query that a seed draws too.</summary>
internal sealed class SparkScript
{
    private const long BaseMs = 1_700_000_000_000;

    private static readonly string?[] Odd =
    [
        null, "", " ", "not json", "null", "[]", "{}", """{"event_type":"view"}""", """{"event_type":"click","event_time_ms":null}""",
        """{"event_type":"view","event_time_ms":"1700000001000"}""", """{"event_type":"view","event_time_ms":1.5}""", """[{"event_type":"view","event_time_ms":1700000001000}]""",
        """{"event_time_ms":1700000002000,"event_type":5}""", """{"event_type":"view","event_time_ms":1700000003000} trailing""", """{"event_type":"view","event_time_ms":1700000004000""",
    ];

    private readonly SeededRandom _random;

    /// <summary>The script of a seed. <paramref name="backlog"/>: everything is there before the start, and read in small batches.</summary>
    public SparkScript(ulong seed, bool backlog)
    {
        _random = new SeededRandom(seed);
        Partitions = 1 + _random.NextBelow(3);
        Query = new CtrQuery
        {
            WindowMs = Pick(10_000L, 10_000, 1_000, 7_500),
            WatermarkDelayMs = Pick(20_000L, 20_000, 0, 5_000),
            GroupBy = Pick(GroupField.None, GroupField.None, GroupField.AdId, GroupField.AdType, GroupField.PageId, GroupField.ProducerId),
            MicroBatch = new MicroBatchSettings
            {
                TriggerIntervalMs = 0,
                MaxOffsetsPerTrigger = backlog ? 3 + _random.NextBelow(7) : null,
                NoDataBatches = Pick(true, true, true, false),
                LateFilter = Pick(LateFilter.Previous, LateFilter.Previous, LateFilter.Previous, LateFilter.Current),
                OutputMode = Pick(OutputMode.Append, OutputMode.Append, OutputMode.Update),
                FilterEventTypes = Pick(false, false, false, true),
            },
        };
        var nowMs = BaseMs;
        for (var step = 0; step < (backlog ? 12 : 7); step++)
        {
            var size = 1 + _random.NextBelow(6);
            Steps.Add(size);
            for (var i = 0; i < size; i++)
            {
                nowMs += Pick<long>(0, 700, 2_500, 4_000, _random.NextBelow(30) == 0 ? 90_000 : 1L);
                Records.Add(new TranscriptRecord(_random.NextBelow(Partitions), Value(nowMs)));
            }
        }

        StepsBefore = backlog ? Steps.Count : _random.NextBelow(2);
    }

    public int Partitions { get; }

    public CtrQuery Query { get; }

    public List<TranscriptRecord> Records { get; } = [];

    public List<int> Steps { get; } = [];

    public int StepsBefore { get; }

    private string? Value(long nowMs)
    {
        if (_random.NextBelow(12) == 0) return Odd[_random.NextBelow(Odd.Length)];
        var timeMs = nowMs - Pick<long>(0, 0, 0, _random.NextBelow(9_000), _random.NextBelow(45_000));
        // Ends of windows are where the rules turn.
        if (_random.NextBelow(6) == 0) timeMs = timeMs / Query.WindowMs * Query.WindowMs - _random.NextBelow(2);
        var type = Pick("view", "view", "click", "impression");
        var stampNs = _random.NextBelow(15) == 0 ? "null" : (timeMs * 1_000_000 + _random.NextBelow(1_000_000)).ToString(CultureInfo.InvariantCulture);
        var ad = _random.NextBelow(15) == 0 ? "null" : $"\"ad-{_random.NextBelow(3)}\"";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"producer_id":"p{{_random.NextBelow(2)}}","user_id":"u","page_id":"page-{{_random.NextBelow(2)}}","ad_id":{{ad}},"ad_type":"{{Pick("banner", "video")}}","event_type":"{{type}}","event_time_ms":{{timeMs}},"producer_timestamp_ns":{{stampNs}},"ip_address":"192.0.2.1"}
            """);
    }

    private T Pick<T>(params T[] choices) => choices[_random.NextBelow(choices.Length)];
}
