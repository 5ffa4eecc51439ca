using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Live;

/// <summary>One small run to be done twice, live and in virtual time. It prints as what it is.</summary>
internal sealed record LiveScenario(EngineFamily Kind, Workload Workload, CtrQuery Query, long UnitNs, long EngineStartMs)
{
    private static readonly long[] Triggers = [1_000, 100, 0, 370];
    private static readonly long[] Ticks = [200, 100, 1_000, 0];

    /// <summary>
    /// Every result file line is the same to the byte; with due times of less than a ms a log's append times, which are whole ms, are
    /// not.
    /// </summary>
    public bool WholeMs => UnitNs == 1_000_000;

    /// <summary>On the command line.</summary>
    public EngineId Engine => EngineId.TwinOf(Kind);

    /// <summary>The scenario of that number, for ever: intervals and emission go through all there are, the rest is drawn.</summary>
    public static LiveScenario Draw(EngineFamily kind, int number)
    {
        var random = new SeededRandom((ulong)number * 2 + (ulong)kind);
        const long StartMs = 1_700_000_000_000;
        var everyPoll = kind == EngineFamily.MicroBatch && Triggers[number % 4] == 0;
        var workload = new Workload
        {
            Traffic = number / 4 % 2 == 0 ? TrafficKind.Spp : TrafficKind.Mmpp,
            EventsPerSecond = 20 + random.NextBelow(60),
            Producers = 1 + random.NextBelow(3),
            DurationMs = everyPoll ? 3_000 : 12_000 + random.NextBelow(3_000),
            Partitions = 1 + random.NextBelow(3),
            Seed = random.NextUInt64(),
            StartMs = StartMs,
            MmppStates = [new(0.3, 2_000), new(3, 700)],
            Disorder = random.NextBelow(3) switch
            {
                0 => new DisorderModel(),
                1 => new DisorderModel(DelayedShare: 0.3, MeanDelayMs: 600, MaxDelayMs: 2_500),
                _ => new DisorderModel(DelayedShare: 0.2, MeanDelayMs: 400, MaxDelayMs: 2_000, VeryLateShare: 0.1),
            },
            Clicks = new ClickModel(0.2, 1_000),
            Ads = 20,
        };
        var query = new CtrQuery
        {
            WindowMs = 2_000,
            WatermarkDelayMs = random.NextBelow(4) == 0 ? 0 : 3_000,
            GroupBy = (GroupField)Math.Max(0, random.NextBelow(8) - 3),
            MicroBatch = new MicroBatchSettings
            {
                TriggerIntervalMs = Triggers[number % 4],
                MaxOffsetsPerTrigger = random.NextBelow(2) == 0 ? null : 3 + random.NextBelow(80),
                MinOffsetsPerTrigger = random.NextBelow(4) == 0 ? 20 + random.NextBelow(100) : null,
                MaxTriggerDelayMs = 4_000,
                NoDataBatches = random.NextBelow(5) > 0,
                OutputMode = (OutputMode)Math.Max(0, random.NextBelow(4) - 2),
            },
            Continuous = Continuous(random, number),
        };
        return new LiveScenario(kind, workload, query, number % 3 == 2 ? 1_000 : 1_000_000, StartMs - 970);
    }

    private static ContinuousSettings Continuous(SeededRandom random, int number) => new()
    {
        EmitStrategy = number % 4 == 3 || random.NextBelow(3) == 0 ? EmitStrategy.OnEvent : EmitStrategy.OnPeriodic,
        EmitIntervalMs = Ticks[number % 4],
        IdleTimeoutMs = random.NextBelow(3) == 0 ? 700 : 0,
        BufferTimeoutMs = 0,
        AggregationPhase = (AggregationPhase)random.NextBelow(3),
        SourceParallelism = 1 + random.NextBelow(2),
        Rules = (FlinkRules)random.NextBelow(2),
    };
}
