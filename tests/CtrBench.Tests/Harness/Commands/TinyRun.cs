using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Harness.Commands;

/// <summary>A run folder of a dozen equal windows: 100 views in each, every result 1.5 s after the event that allowed it.</summary>
internal static class TinyRun
{
    private const int Windows = 12;
    private const long Start = 1_700_000_000_000;
    private const long End = Start + (Windows * 10_000);

    /// <summary>Writes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="lostResult">Whether one result is missing, which no engine may do.</param>
    /// <param name="complete">Whether the run ended well.</param>
    /// <param name="laterMs">How much later each result arrives.</param>
    /// <param name="like">What is different about its manifest.</param>
    public static string Write(string path, bool lostResult = false, bool complete = true, double laterMs = 0, Func<RunManifest, RunManifest>? like = null)
    {
        using var folder = RunFolder.Create(path);
        var manifest = new RunManifest
        {
            RunId = "microbatch-spp-1p-seed1",
            Mode = RunMode.Virtual,
            Engine = EngineId.MicroBatch,
            Profile = "in-process",
            Transport = "virtual",
            Workload = new Workload { EventsPerSecond = 10, DurationMs = End - Start, StartMs = Start, Partitions = 1 },
            Query = new CtrQuery(),
            StartMs = Start,
            TrafficEndMs = End,
            ClosingStartMs = End,
        };
        manifest = like?.Invoke(manifest) ?? manifest;
        folder.Start(manifest);
        folder.WriteProducer(new ProducerReport { Producers = [new ProducerEntry("producer-1", Windows * 100, Windows * 100, 0, 0.1, 0.2, 0.3, [])] });
        using (var expected = folder.WriteExpected())
        {
            foreach (var end in Ends()) expected.Write(Expected(end));
            expected.Complete();
        }

        using (var results = folder.WriteResults())
        {
            foreach (var end in Ends().Skip(lostResult ? 1 : 0)) results.Write(Result(end) with { T1Ms = end + 21_511 + laterMs, AppendMs = end + 21_510 + laterMs, LatencyMs = 21_516 + laterMs });
            results.Complete();
        }

        using (var progress = folder.WriteProgress())
        {
            progress.Write(new ProgressEntry { AtMs = End + 30_000, Batch = new MicroBatchReport { Id = 0, End = [Windows * 100], InputRows = Windows * 100, StartedMs = Start, DurationMs = 1 } });
            progress.Write(new ProgressEntry { AtMs = End + 30_000, RecordsRead = Windows * 100, ResultsWritten = Windows, LateDropped = 0, LateRecords = 0, MalformedRecords = 0, OpenRecords = 0 });
            progress.Complete();
        }

        if (complete) folder.Complete(manifest);
        else folder.Fail("interrupted");
        return path;
    }

    private static IEnumerable<long> Ends() => Enumerable.Range(1, Windows).Select(n => Start + (n * 10_000L));

    private static ExpectedWindow Expected(long end) => new()
    {
        WindowStartMs = end - 10_000,
        WindowEndMs = end,
        Views = 100,
        Rows = 100,
        MaxProducerTimestampNs = (end - 5) * 1_000_000,
        MaxDueMs = end - 5,
        FirstAppendMs = end - 9_990,
        LastAppendMs = end - 5,
        Any = new Mover(end + 20_010, end + 20_011),
        All = new Mover(end + 20_010, end + 20_011),
    };

    private static ResultRow Result(long end) => new()
    {
        WindowStartMs = end - 10_000,
        WindowEndMs = end,
        Views = 100,
        Ctr = 0,
        MaxProducerTimestampNs = (end - 5) * 1_000_000,
        T1Ms = end + 21_511,
        AppendMs = end + 21_510,
        LatencyMs = 21_516,
    };
}
