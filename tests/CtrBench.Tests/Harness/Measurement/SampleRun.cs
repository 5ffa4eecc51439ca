using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>
/// A consistent run made by hand: 30 s before the traffic is up nothing happens, every window has 3 views and 1 click, its mover is due 5
/// ms after e + D and appended 2 ms later.
/// </summary>
internal sealed class SampleRun
{
    public const long Start = 1_700_000_000_000;
    public const long WindowMs = 10_000;
    public const long DelayMs = 20_000;
    public const long RowsPerWindow = 4;

    private SampleRun(RunContents contents) => Contents = contents;

    public RunContents Contents { get; private set; }

    public static SampleRun Continuous(int windows = 30, double overMs = 150, CtrQuery? query = null)
    {
        var expected = Enumerable.Range(0, windows).Select(Window).ToList();
        return new SampleRun(new RunContents
        {
            Manifest = Manifest(EngineId.Continuous, windows, query),
            Producer = Producers(windows * RowsPerWindow, lagMsP99: 1),
            Expected = expected,
            Results = [.. expected.Select(window => Result(window, window.All!.Value.AppendMs + overMs))],
            Progress = [Final(windows * RowsPerWindow) with { WatermarkMs = Start + windows * WindowMs }],
        });
    }

    /// <summary>Batches every second on the second, results 400 ms into the batch after the one that learned the watermark.</summary>
    public static SampleRun MicroBatch(int windows = 30)
    {
        var expected = Enumerable.Range(0, windows).Select(Window).ToList();
        var batches = Enumerable.Range(0, windows * 10 + 40).Select(index => Batch(index, windows)).ToList();
        return new SampleRun(new RunContents
        {
            Manifest = Manifest(EngineId.MicroBatch, windows, null),
            Producer = Producers(windows * RowsPerWindow, lagMsP99: 1),
            Expected = expected,
            Results = [.. expected.Select(window => Result(window, window.WindowEndMs + DelayMs + 2_400))],
            Progress = [.. batches.Select(batch => new ProgressEntry { AtMs = batch.StartedMs + 500, Batch = batch }),
                Final(windows * RowsPerWindow)],
        });
    }

    public SampleRun With(Func<RunContents, RunContents> change)
    {
        Contents = change(Contents);
        return this;
    }

    public SampleRun WithManifest(Func<RunManifest, RunManifest> change) => With(run => run with { Manifest = change(run.Manifest) });

    public SampleRun WithFinal(Func<ProgressEntry, ProgressEntry> change) =>
        With(run => run with { Progress = [.. run.Progress.SkipLast(1), change(run.Progress[^1])] });

    public SampleRun WithResult(int index, Func<ResultRow, ResultRow> change) =>
        With(run => run with { Results = [.. run.Results.Select((row, at) => at == index ? change(row) : row)] });

    public SampleRun WithResults(Func<ResultRow, ResultRow> change) => With(run => run with { Results = [.. run.Results.Select(change)] });

    public SampleRun WithWindows(Func<ExpectedWindow, ExpectedWindow> change) =>
        With(run => run with { Expected = [.. run.Expected.Select(change)] });

    public SampleRun WithCollector(CollectorReport report) => WithManifest(manifest => manifest with { Collector = report });

    public static ResultRow Result(ExpectedWindow window, double t1Ms) => new()
    {
        WindowStartMs = window.WindowStartMs,
        WindowEndMs = window.WindowEndMs,
        Key = window.Key,
        Views = window.Views,
        Clicks = window.Clicks,
        Ctr = window.Views == 0 ? null : (double)window.Clicks / window.Views,
        MaxProducerTimestampNs = window.MaxProducerTimestampNs,
        T1Ms = t1Ms,
        AppendMs = t1Ms - 3,
        LatencyMs = t1Ms - window.MaxProducerTimestampNs / 1e6,
    };

    private static ExpectedWindow Window(int index)
    {
        var end = Start + (index + 1) * WindowMs;
        return new ExpectedWindow
        {
            WindowStartMs = end - WindowMs,
            WindowEndMs = end,
            Views = 3,
            Clicks = 1,
            Rows = RowsPerWindow,
            MaxProducerTimestampNs = (end - 40) * 1_000_000,
            MaxDueMs = end - 41,
            FirstAppendMs = end - WindowMs + 10,
            LastAppendMs = end - 39,
            Any = new Mover(end + DelayMs + 5, end + DelayMs + 7),
            All = new Mover(end + DelayMs + 5, end + DelayMs + 7),
        };
    }

    // The batch at second s has read events up to s, so it evicts with the watermark of the batch before, s - 1 - D.
    private static MicroBatchReport Batch(int index, int windows) => new()
    {
        Id = index,
        Start = [index == 0 ? 0 : Rows(index - 1, windows)],
        End = [Rows(index, windows)],
        InputRows = Rows(index, windows) - (index == 0 ? 0 : Rows(index - 1, windows)),
        WatermarkMs = Start + (index - 1) * 1_000L - DelayMs,
        EventTime = new EventTimeStatistics(Start, Start + index * 1_000L, Start),
        Emitted = (index - 1) * 1_000L - DelayMs is > 0 and var closed && closed % WindowMs == 0 && closed <= windows * WindowMs ? 1 : 0,
        StartedMs = Start + index * 1_000L + 20,
        DurationMs = 500,
    };

    private static long Rows(int batch, int windows) => Math.Min(batch / 10, windows) * RowsPerWindow;

    private static ProgressEntry Final(long records) => new()
    {
        AtMs = Start + 10_000_000,
        RecordsRead = records,
        LateDropped = 0,
        LateRecords = 0,
        MalformedRecords = 0,
        OpenRecords = 0,
    };

    private static RunManifest Manifest(EngineId engine, int windows, CtrQuery? query) => new()
    {
        RunId = engine + "-spp-1",
        Mode = RunMode.Live,
        State = RunState.Complete,
        Engine = engine,
        Workload = new Workload { DurationMs = windows * WindowMs },
        Query = query ?? new CtrQuery(),
        StartMs = Start,
        TrafficEndMs = Start + windows * WindowMs,
        ClosingStartMs = Start + windows * WindowMs,
    };

    private static ProducerReport Producers(long sent, double lagMsP99) => new()
    {
        Producers = [new ProducerEntry("producer-0", sent, sent, 0, 0.1, lagMsP99, 2 * lagMsP99, []),
            new ProducerEntry("closing", 0, 0, 0, 0, 900, 900, [])],
    };
}
