using CtrBench.Harness.Measurement;
using CtrBench.Harness.Report;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Harness.Report;

/// <summary>
/// Runs that look real enough to be drawn and read: latencies on Spark's two branches, Flink's uniform tick, bursts, lag.
/// </summary>
internal sealed record FakeRuns
{
    private const long Start = 1_700_000_000_000;

    public int Windows { get; init; } = 60;

    public long DelayMs { get; init; } = 20_000;

    public double EventsPerSecond { get; init; } = 5_000;

    public RunMode Mode { get; init; } = RunMode.Virtual;

    public double Completeness { get; init; } = 1;

    public ulong Seed { get; init; } = 1;

    public long TriggerMs { get; init; } = 1_000;

    public Finding[] Findings { get; init; } = [];

    public string? RunId { get; init; }

    /// <summary>The default suite: both twins, SPP and MMPP, 1 to 4 producers.</summary>
    public static List<ReportRun> Suite() =>
    [
        .. from engine in EngineId.Twins
           from traffic in new[] { TrafficKind.Spp, TrafficKind.Mmpp }
           from producers in new[] { 1, 2, 3, 4 }
           select new FakeRuns().Run(engine, traffic, producers),
    ];

    public ReportRun Run(EngineId engine, TrafficKind traffic, int producers)
    {
        bool batch = engine.Family == EngineFamily.MicroBatch;
        var random = new Random(HashCode($"{engine}{traffic}{producers}{DelayMs}{(Seed == 1 ? "" : $"{Seed}")}"));
        WindowSeries windows = Series(batch, traffic, random);
        bool valid = Findings.All(f => f.Severity != Severity.Error);
        string id = RunId ?? $"{engine}-{traffic.ToString().ToLowerInvariant()}-{producers}-d{DelayMs / 1000}";
        string? profile = Mode == RunMode.Virtual ? (batch ? "spark-4.1.1-local2" : "flink-2.2.1-local2") : null;
        long end = Start + (Windows * 10_000L);
        return new ReportRun(
            new RunManifest
            {
                RunId = id,
                Mode = Mode,
                State = RunState.Complete,
                Engine = engine,
                EngineVersion = batch ? "rules of Spark 4.1.1" : "rules of Flink 2.2.1",
                Profile = profile,
                Transport = Mode == RunMode.Virtual ? "virtual" : "kafka",
                Workload = new Workload
                {
                    Traffic = traffic,
                    Producers = producers,
                    Seed = Seed,
                    DurationMs = Windows * 10_000L,
                    EventsPerSecond = EventsPerSecond,
                },
                Query = new CtrQuery { WatermarkDelayMs = DelayMs, MicroBatch = new MicroBatchSettings { TriggerIntervalMs = TriggerMs } },
                StartMs = Start,
                TrafficEndMs = end,
                ClosingStartMs = end + DelayMs,
                ToolVersion = "0.1.0",
                Machine = new MachineInfo("Linux 6.1", "AMD EPYC", 2, 7_800, "10.0.0"),
                WallSeconds = 1.9,
            },
            Producers(traffic, producers, random),
            Metrics(engine, traffic, producers, id, profile, windows, valid),
            [.. Enumerable.Range(0, Windows).Select(i => Expected(i, random))],
            [.. Enumerable.Range(1, Windows * 5).Select(i => Progress(i, batch, random))]);
    }

    private WindowSeries Series(bool batch, TrafficKind traffic, Random random)
    {
        double[] data = [.. Enumerable.Range(0, Windows).Select(_ => random.NextDouble() * 0.8)];
        double[] wait = [.. data.Select(_ => -Math.Log(1 - random.NextDouble()) * (batch ? 0.2 : 0.3))];
        double[] ingest = [.. data.Select(_ => 0.3 + random.NextDouble())];
        double burst = traffic == TrafficKind.Mmpp ? 120 : 15;
        double[] cadence = [.. data.Select((_, i) => batch ? TriggerMs + (i % 3 == 0 ? 480 : 30) : 100.0)];
        double[] overhead =
        [
            .. data.Select((_, i) => (batch ? 410 : 60) + (burst * (batch ? 1 : 0.3) * (i % 5)) + (i < 2 ? 900 : 0)
                + ((random.NextDouble() - 0.5) * (batch ? 60 : 190))),
        ];
        double[] over = [.. data.Select((_, i) => ingest[i] + cadence[i] + overhead[i])];
        return new WindowSeries
        {
            EndMs = [.. data.Select((_, i) => Start + ((i + 1) * 10_000L))],
            DataMs = data,
            WaitMs = wait,
            IngestMs = ingest,
            CadenceMs = cadence,
            OverheadMs = overhead,
            OverFloorMs = over,
            LatencyMs = [.. data.Select((d, i) => d + DelayMs + wait[i] + over[i])],
            Measured = [.. data.Select((_, i) => i >= 3)],
        };
    }

    private RunMetrics Metrics(EngineId engine, TrafficKind traffic, int producers, string id, string? profile, WindowSeries windows,
        bool valid)
    {
        long stored = (long)(EventsPerSecond * Windows * 10);
        long counted = (long)(stored * Completeness);
        double[] ends = [.. windows.LatencyMs.Select((l, i) => l - windows.DataMs[i])];
        double Mean(IReadOnlyList<double> values) => values.Skip(3).Average();
        return new RunMetrics
        {
            RunId = id,
            Engine = engine,
            Traffic = traffic.ToString().ToLowerInvariant(),
            Producers = producers,
            Profile = profile,
            Valid = valid,
            Findings = Findings,
            Correctness = new CorrectnessMetrics
            {
                Stored = stored,
                Counted = counted,
                LateDropped = stored - counted,
                LateDroppedByEngine = stored - counted,
                LateDroppedUnit = "records",
                Completeness = Completeness,
                ExpectedWindows = Windows,
                ResultWindows = Windows,
            },
            Latency = new Dictionary<string, LatencySummary>
            {
                ["t1_minus_t0"] = Summary(windows.LatencyMs),
                ["t1_minus_due"] = Summary(windows.LatencyMs),
                ["t1_minus_e"] = Summary(ends),
                ["t1_minus_floor"] = Summary(windows.OverFloorMs),
                ["t1_minus_t0_append"] = Summary([.. windows.LatencyMs.Select(l => l - 1.5)]),
            },
            Decomposition = new DecompositionMetrics(
                Mean(windows.DataMs), DelayMs, Mean(windows.WaitMs), Mean(windows.IngestMs), Mean(windows.CadenceMs),
                    Mean(windows.OverheadMs), engine.Family == EngineFamily.Continuous),
            Oscillation = new Oscillation(240, 30_000),
            WarmUp = new WarmUp(3, windows.EndMs.Count > 3 ? windows.EndMs[3] : null, "first full window, then steady by the 4th"),
            ProducerLagMsP99 = 1.2,
            ProducerLagMsMax = 3.9,
            Windows = windows,
        };
    }

    private static LatencySummary Summary(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Skip(3).Order()];
        double mean = sorted.Average();
        double Quantile(double q) => sorted[(int)(q * (sorted.Length - 1))];
        double half = 2 * (Quantile(0.9) - Quantile(0.1)) / Math.Sqrt(sorted.Length) / 2;
        return new(sorted.Length, mean, mean - half, mean + half, sorted[0], Quantile(0.5), Quantile(0.9),
            sorted.Length >= 100 ? Quantile(0.99) : null, sorted[^1], sorted.Count(v => v < 0));
    }

    private ProducerReport Producers(TrafficKind traffic, int producers, Random random)
    {
        long each = (long)(EventsPerSecond * Windows * 10 / producers);
        int seconds = Windows * 10;
        bool mmpp = traffic == TrafficKind.Mmpp;
        var high = new double[seconds];
        for (int p = 0; p < producers && mmpp; p++)
        {
            double left = 40;
            bool on = false;
            for (int s = 0; s < seconds; s++, left--)
            {
                if (left <= 0)
                {
                    on = !on;
                    left = -Math.Log(1 - random.NextDouble()) * (on ? 10 : 40);
                }

                high[s] += on ? 1.0 / producers : 0;
            }
        }

        return new ProducerReport
        {
            Producers =
            [
                .. Enumerable.Range(0, producers).Select(p =>
                    new ProducerEntry($"producer-{p}", each, each, 0, 0.05, 1.2, 3.9, [new HistogramBar(100, each)])),
                new ProducerEntry("closing", 8, 8, 0, 0.1, 0.3, 0.3, []),
            ],
            Schedule = new ScheduleSummary(each * producers, EventsPerSecond, mmpp ? 1.42 : 1.001, mmpp ? 310.2 : 1.004,
                mmpp ? 2_950 : 0.99, mmpp ? 14_200 : null, mmpp ? 3.08 : 1.05, 0.0007, 0.41),
            Rate = new RateSeries(
                Start,
                1_000,
                [.. high.Select(h => (long)(EventsPerSecond * (mmpp ? 0.5 + (2.5 * h) : 1) * (0.97 + (0.06 * random.NextDouble()))))],
                high),
        };
    }

    private static ExpectedWindow Expected(int i, Random random) => new()
    {
        WindowStartMs = Start + (i * 10_000L),
        WindowEndMs = Start + ((i + 1) * 10_000L),
        Rows = 50_000,
        FirstAppendMs = Start + (i * 10_000L) + 1,
        LastAppendMs = Start + ((i + 1) * 10_000L) + (long)(-Math.Log(1 - random.NextDouble()) * 3_000),
    };

    private ProgressEntry Progress(int i, bool batch, Random random)
    {
        long at = Start + (i * 2_000L);
        long watermark = at - DelayMs - (batch ? 1_000 + random.Next(600) : random.Next(250));
        return batch
            ? new ProgressEntry
            {
                AtMs = at + 500,
                Batch = new MicroBatchReport { Id = i, End = [i], WatermarkMs = watermark, StartedMs = at },
            }
            : new ProgressEntry { AtMs = at, WatermarkMs = watermark };
    }

    private static int HashCode(string text) => text.Aggregate(17, (h, c) => unchecked((h * 31) + c)) & int.MaxValue;
}
