using CtrBench.Windows.Emulation;
using CtrBench.Windows.Recordings;

namespace CtrBench.Tests.Windows.Recordings;

/// <summary>Live runs as they come from a real Spark, made of recordings: reports, a stored log, stored results.</summary>
public sealed class SparkBatchReplayTests
{
    public static TheoryData<string> Cases => ["spark-a1-no-data-batch", "spark-a2-late-row", "spark-a3-skew-counter", "spark-a12-update-mode"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_run_that_went_by_the_rules_agrees_in_everything(string name)
    {
        var recording = Read(name);
        var report = Replay(recording, Reports(recording), [Results(recording)]);
        Assert.True(report.Agrees, string.Join('\n', report.Differences));
        Assert.Equal(
            (recording.Batches!.Count, recording.Records.Count, recording.Batches.Sum(b => b.Emitted.Count), 0, recording.Batches.Sum(b => b.RowsDropped)),
            (report.Batches, report.Records, report.Results, report.Duplicates, report.LateWindows));
    }

    [Fact]
    public void Results_of_a_batch_may_come_in_any_order_and_over_several_partitions()
    {
        var recording = Read("spark-a3-skew-counter");
        var results = recording.Batches!.Select(b => b.Emitted.Reverse().ToList()).ToList();
        IReadOnlyList<TranscriptResult>[] dealt = [[.. results.SelectMany(b => b.Where((_, i) => i % 2 == 0))], [.. results.SelectMany(b => b.Where((_, i) => i % 2 == 1))]];
        Assert.True(Replay(recording, Reports(recording), dealt).Agrees);
    }

    [Fact]
    public void A_figure_that_differs_is_named_with_its_batch()
    {
        var recording = Read("spark-a2-late-row");
        var reports = Reports(recording);
        reports[3] = reports[3] with { WatermarkMs = reports[3].WatermarkMs + 1, RowsTotal = 9 };
        var differences = Replay(recording, reports, [Results(recording)]).Differences;
        Assert.Equal([("batch 3", "watermark_ms"), ("batch 3", "rows_total")], differences.Select(d => (d.Step, d.Field)));
    }

    [Fact]
    public void A_result_that_is_missing_changed_or_too_many_is_a_difference()
    {
        var recording = Read("spark-a3-skew-counter");
        var (reports, results) = (Reports(recording), Results(recording));
        Assert.Single(Replay(recording, reports, [[.. results.Skip(1)]]).Differences);
        Assert.Single(Replay(recording, reports, [[.. results, results[0] with { WindowStartMs = 7 }]]).Differences);
        var changed = results.ToList();
        changed[^1] = changed[^1] with { Clicks = 99 };
        Assert.Equal(2, Replay(recording, reports, [changed]).Differences.Count);
    }

    [Fact]
    public void A_batch_that_ran_again_gives_duplicates_and_no_difference()
    {
        var recording = Read("spark-a3-skew-counter");
        var results = Results(recording);
        var report = Replay(recording, Reports(recording), [[.. results.Take(2), .. results, results[0]]]);
        Assert.True(report.Agrees, string.Join('\n', report.Differences));
        Assert.Equal(3, report.Duplicates);
    }

    [Fact]
    public void A_batch_whose_report_is_lost_is_replayed_all_the_same()
    {
        var recording = Read("spark-a2-late-row");
        var reports = Reports(recording).Select((r, i) => i == 2 ? null : r).ToList();
        Assert.True(Replay(recording, reports, [Results(recording)]).Agrees);
    }

    private static Transcript Read(string name) =>
        TranscriptReader.Parse(RecordingArchive.Bytes(name));

    private static List<TranscriptResult> Results(Transcript recording) => [.. recording.Batches!.SelectMany(b => b.Emitted)];

    private static List<MicroBatchReport> Reports(Transcript recording) =>
    [
        .. recording.Batches!.Select(b => new MicroBatchReport
        {
            Id = b.Id, End = b.End, InputRows = b.InputRows, WatermarkMs = b.WatermarkMs,
            EventTime = b.EventTime is { } t ? new EventTimeStatistics(t.Min, t.Max, t.Avg) : null, Emitted = b.Emitted.Count,
            RowsDropped = b.RowsDropped, RowsTotal = b.RowsTotal, RowsUpdated = b.RowsUpdated, RowsRemoved = b.RowsRemoved,
        }),
    ];

    private static SparkBatchReport Replay(
        Transcript recording, IReadOnlyList<MicroBatchReport?> reports, IReadOnlyList<IReadOnlyList<TranscriptResult>> results)
    {
        var records = new TranscriptRecords(recording);
        var position = new long[recording.Query.Partitions];
        var replay = new SparkBatchReplay(TranscriptReader.Query(recording), position.Length);
        for (var i = 0; i < reports.Count; i++)
        {
            var end = recording.Batches![i].End;
            replay.Begin(reports[i], end);
            for (var p = 0; p < position.Length; p++)
            {
                using var slice = records.Slice(p, position[p], end[p]);
                replay.Add(slice);
                position[p] = end[p];
            }

            replay.End();
        }

        return replay.Finish(results);
    }
}
