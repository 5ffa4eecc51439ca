using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>One query and what is sent to it, a list a flush; between flushes the clock goes on. It prints as what it is.</summary>
internal sealed record RestartScenario(
    EngineFamily Kind, CtrQuery Query, int Partitions, IReadOnlyList<IReadOnlyList<TestRow>> Flushes, bool SomeAreLate)
{
    /// <summary>Where the virtual clock starts, and event times.</summary>
    public const long StartMs = 1_700_000_000_000;

    private const long WindowMs = 1_000;

    /// <summary>The scenario of that number, for ever.</summary>
    public static RestartScenario Draw(EngineFamily kind, DeliveryGuarantee guarantee, int number, bool someAreLate = false)
    {
        var random = new SeededRandom((ulong)(number * 8 + (int)kind * 4 + (int)guarantee * 2 + (someAreLate ? 1 : 0)));
        var partitions = 1 + random.NextBelow(3);
        var delayMs = random.NextBelow(2) == 0 ? 300 : 1_500;
        var query = new CtrQuery
        {
            WindowMs = WindowMs,
            WatermarkDelayMs = delayMs,
            GroupBy = random.NextBelow(2) == 0 ? GroupField.None : GroupField.AdId,
            Delivery = new() { Guarantee = guarantee, CheckpointIntervalMs = 150 + 50 * random.NextBelow(8) },
            MicroBatch = new()
            {
                TriggerIntervalMs = random.NextBelow(2) == 0 ? 100 : 370,
                MaxOffsetsPerTrigger = random.NextBelow(2) == 0 ? null : 5 + random.NextBelow(20),
            },
            Continuous = new()
            {
                EmitIntervalMs = 100,
                EmitStrategy = (EmitStrategy)random.NextBelow(2),
                AggregationPhase = (AggregationPhase)random.NextBelow(3),
                // A reader without a partition lets nothing fire (F10).
                SourceParallelism = Math.Min(partitions, 1 + random.NextBelow(2)),
            },
        };
        // Late in either engine: behind the watermark of the partition itself, which no order of reading can help.
        var behindMs = someAreLate ? delayMs * 4 : delayMs - 1;
        var flushes = new List<IReadOnlyList<TestRow>>();
        for (var (flush, atMs) = (0, StartMs); flush < 14; flush++, atMs += 250)
            flushes.Add([.. Enumerable.Range(0, random.NextBelow(12)).Select(_ => Row(random, partitions, atMs, behindMs))]);
        return new RestartScenario(kind, query, partitions, flushes, someAreLate);
    }

    /// <summary>Rows that close every window before them, in each partition.</summary>
    public IEnumerable<TestRow> Closing(int number) =>
        Enumerable.Range(0, Partitions).Select(p => new TestRow(p, StartMs + 100_000 + number * 10_000));

    private static TestRow Row(SeededRandom random, int partitions, long atMs, long behindMs) => new(
        random.NextBelow(partitions), atMs + 249 - random.NextBelow(2) * random.NextBelow((int)behindMs),
        random.NextBelow(4) == 0, $"ad-{random.NextBelow(3)}");
}
