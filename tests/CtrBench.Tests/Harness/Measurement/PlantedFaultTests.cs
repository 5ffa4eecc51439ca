using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>
/// Sixteen faults that a twin could have, each planted into a simulated run as the twin would leave it: its own counters fit its results. A
/// run's own rules find each of them, but for those that are listed as found by recordings only.
/// </summary>
public sealed class PlantedFaultTests
{
    private const long Delay = 5_000;

    private static readonly IReadOnlyDictionary<string, Func<RunContents>> Faults = new SortedDictionary<string, Func<RunContents>>
    {
        ["microbatch: whole windows called late"] = () => CalledLate(MicroBatch()),
        ["continuous: whole windows called late"] = () => CalledLate(Continuous()),
        ["microbatch: a row of each window called late"] = () => RowCalledLate(MicroBatch(), _ => true),
        ["continuous: a row of each window called late"] = () => RowCalledLate(Continuous(), _ => true),
        ["microbatch: late by this batch's watermark"] = LateByThisBatch,
        ["microbatch: windows fire a batch late"] = () => FiresLate(MicroBatch()),
        ["continuous: windows fire a second late"] = () => FiresLate(Continuous()),
        ["microbatch: watermark 300 ms too low"] = () => MicroBatch(Delay + 300),
        ["microbatch: watermark 300 ms too high"] = () => MicroBatch(Delay - 300),
        ["continuous: watermark 1 ms too low"] = () => Continuous(Delay + 1),
        ["continuous: watermark 1 s too high"] = () => Continuous(Delay - 1_000),
        ["both: a click counts as a view too"] = () => InBoth(Continuous(), (w, clicks) => w + clicks, stamp => stamp),
        ["both: T0 is the oldest event"] = () => InBoth(MicroBatch(), (w, _) => w, stamp => stamp - 9_000_000_000),
        ["microbatch: a window is emitted twice with other content"] = EmittedTwice,
        ["continuous: watermark waits for one partition alone"] = OnePartitionOnly,
        ["both: views and clicks exchanged"] = Exchanged,
    };

    /// <summary>
    /// The counts are wrong in the oracle too, and nothing in a run knows another answer. The recordings of real engines do.
    /// </summary>
    private static readonly IReadOnlyList<string> ByRecordingsOnly = ["both: views and clicks exchanged"];

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_planted_fault_is_found(string fault)
    {
        var metrics = Analyzer.Analyze(Faults[fault]());
        var errors = metrics.Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Code).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine($"{fault}: {(errors.Count == 0 ? "not found" : string.Join(", ", errors))}");
        Assert.Equal(!ByRecordingsOnly.Contains(fault), errors.Count > 0);
    }

    [Fact]
    public void There_are_sixteen() => Assert.Equal(16, Faults.Count);

    [Fact]
    public void The_runs_without_a_fault_are_valid()
    {
        Assert.Empty(Errors(MicroBatch()));
        Assert.Empty(Errors(Continuous()));
        Assert.Empty(Errors(Disordered()));
    }

    private static IEnumerable<string> Errors(RunContents contents) =>
        Analyzer.Analyze(contents).Findings.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Text);

    private static Workload Traffic => new() { EventsPerSecond = 200, DurationMs = 300_000 };

    private static CtrQuery Query(long delayMs = Delay) => new() { WatermarkDelayMs = delayMs };

    private static RunContents MicroBatch(long engineDelayMs = Delay) => SimulatedContents.Of(
        CostProfile.Instant(EngineId.MicroBatch) with { BatchFixedMs = 400, OffsetFetchMs = 3, ResultShare = 0.8 }, Traffic,
        Query(engineDelayMs), seed: 1, judgedBy: Query());

    private static RunContents Continuous(long engineDelayMs = Delay) => SimulatedContents.Of(
        CostProfile.Instant(EngineId.Continuous) with { EmitFixedMs = 10 }, Traffic, Query(engineDelayMs), seed: 1, judgedBy: Query());

    private static RunContents Disordered() => SimulatedContents.Of(
        CostProfile.Instant(EngineId.MicroBatch) with { BatchFixedMs = 400, OffsetFetchMs = 3 },
        Traffic with { Disorder = new DisorderModel(0.5, 3_000, 8_000) }, Query(), seed: 1);

    // Windows 10 .. 14 of 30 have no result; the counter contains their rows.
    private static RunContents CalledLate(RunContents run)
    {
        var lost = run.Results.Skip(10).Take(5).ToList();
        return Late(run, lost.Sum(row => row.Views + row.Clicks)) with { Results = [.. run.Results.Except(lost)] };
    }

    private static RunContents RowCalledLate(RunContents run, Func<ResultRow, bool> where)
    {
        var hit = run.Results.Count(where);
        return Late(run, hit) with { Results = [.. run.Results.Select(row => where(row) ? Less(row) : row)] };
    }

    private static ResultRow Less(ResultRow row) =>
        row with { Views = row.Views - 1, Ctr = row.Views == 1 ? null : (double)row.Clicks / (row.Views - 1) };

    private static RunContents Late(RunContents run, long rows) => run with
    {
        Progress = [.. run.Progress.Select(entry => entry.Batch is not null ? entry
            : entry with { LateRecords = entry.LateRecords + rows, LateDropped = entry.LateDropped + 1 })],
    };

    // Rows that came after the batch that learned the watermark, and before the one that evicts with it.
    private static RunContents LateByThisBatch()
    {
        var run = Disordered();
        var batches = run.Progress.Select(entry => entry.Batch).OfType<MicroBatchReport>().ToList();
        bool IsHit(ResultRow row)
        {
            var window = run.Expected.First(w => w.WindowStartMs == row.WindowStartMs);
            var evicting = batches.FindIndex(batch => batch.WatermarkMs >= row.WindowEndMs);
            return window.Views + window.Clicks == row.Views + row.Clicks && window.LastAppendMs > batches[evicting - 1].StartedMs + 5
                && window.LastAppendMs < batches[evicting].StartedMs - 5;
        }

        return RowCalledLate(run, IsHit);
    }

    private static RunContents FiresLate(RunContents run)
    {
        var closed = 0;
        return run with
        {
            Results = [.. run.Results.Select(row => row with { T1Ms = row.T1Ms + 1_000, AppendMs = row.AppendMs + 1_000 })],
            Progress = [.. run.Progress.Select(Later)],
        };

        ProgressEntry Later(ProgressEntry entry)
        {
            var written = run.Results.Count(row => row.AppendMs + 1_000 <= entry.AtMs);
            if (entry.Batch is not { } batch) return entry with { ResultsWritten = written };
            var emitted = closed;
            closed = batch.Emitted;
            return entry with { Batch = batch with { Emitted = emitted } };
        }
    }

    private static RunContents InBoth(RunContents run, Func<long, long, long> views, Func<long?, long?> stamp) => run with
    {
        Expected = [.. run.Expected.Select(w => w with
        {
            Views = views(w.Views, w.Clicks),
            MaxProducerTimestampNs = stamp(w.MaxProducerTimestampNs),
        })],
        Results = [.. run.Results.Select(row => row with
        {
            Views = views(row.Views, row.Clicks),
            Ctr = (double)row.Clicks / views(row.Views, row.Clicks),
            MaxProducerTimestampNs = stamp(row.MaxProducerTimestampNs),
        })],
    };

    private static RunContents Exchanged()
    {
        var run = Continuous();
        return run with
        {
            Expected = [.. run.Expected.Select(w => w with { Views = w.Clicks, Clicks = w.Views })],
            Results = [.. run.Results.Select(row => row with
            {
                Views = row.Clicks,
                Clicks = row.Views,
                Ctr = row.Clicks == 0 ? null : (double)row.Views / row.Clicks,
            })],
        };
    }

    private static RunContents EmittedTwice()
    {
        var run = MicroBatch();
        return run with { Results = [.. run.Results, Less(run.Results[10])] };
    }

    // The results of an engine that does not wait for the slower partition: as early as the first mover.
    private static RunContents OnePartitionOnly()
    {
        var run = Continuous();
        return run with
        {
            Results = [.. run.Results.Select(row => run.Expected.First(w => w.WindowStartMs == row.WindowStartMs) is { Any: { } any, All: { } all }
                ? row with { T1Ms = any.AppendMs + Math.Min(0, row.T1Ms - all.AppendMs), AppendMs = any.AppendMs }
                : row)],
        };
    }
}
