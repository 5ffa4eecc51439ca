using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Topics;
using CtrBench.Engines.Validation;
using CtrBench.Windows;
using CtrBench.Windows.Events;
using CtrBench.Windows.Recordings;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>
/// A run with Flink's own defaults (periodic watermarks, two-phase) at parallelism 2, with disorder and late rows, judged window by window;
/// <c>ctrbench validate --engine flink --runs N</c> runs more.
/// </summary>
[Collection("Flink")]
public sealed class FlinkLiveTests(FlinkCluster cluster, ITestOutputHelper output)
{
    private const int Partitions = 2;
    private const int Rows = 6_000;

    [Fact(Timeout = 5 * 60_000)]
    public async Task A_run_in_the_default_mode_agrees_with_the_rules_wherever_they_leave_no_choice()
    {
        await cluster.UpAsync();
        var ct = TestContext.Current.CancellationToken;
        await using var topics = await FlinkTopics.CreateAsync(cluster.Kafka, Partitions, ct);
        var query = ValidationTraffic.Query(parallelism: 2, GroupField.AdType);
        var rows = ValidationTraffic.Rows(99_003, Rows, spanMs: 100_000, Partitions);
        var report = await FlinkLiveRun.RunAsync(new FlinkSqlEngine(cluster.Settings), query, rows, topics.Endpoints, ct);
        output.WriteLine(FormattableString.Invariant(
            $"{report.Windows} windows, {report.Equal} equal, {report.Undetermined} undetermined (twin equal in {report.TwinEqual}), {report.Differences.Count} different; {report.LateRows} of {report.Rows} rows late, Flink's counter {report.LateCounter}, duplicates {report.Duplicates}"));
        foreach (var d in report.Differences) output.WriteLine($"  {d.Step}, {d.Field}: expected {d.Expected}, got {d.Got}");
        Assert.Empty(report.Differences);
        Assert.Equal(Rows, report.Rows);
        Assert.True(report is { Equal: > 20, LateRows: > 0 }, "the run says too little");

        // The same run as a recording, made of its topics: it knows steps only, not times, so it may leave more undetermined and no less equal.
        var progress = new QueryProgress { EngineVersion = "2.2.1", LateDropped = report.LateCounter };
        var recording = await StoredTranscript.ReadAsync(EngineId.Flink, "live", "A run in the default mode", query, progress, topics.Endpoints, ct);
        var outcome = TranscriptReplay.Run("live", TranscriptWriter.Write(recording));
        output.WriteLine($"as a recording: {outcome.Verdict} {outcome.Error}; {outcome.Judged?.Equal} equal, {outcome.Judged?.Undetermined} undetermined");
        foreach (var d in outcome.Differences) output.WriteLine($"  {d.Step}, {d.Field}: expected {d.Expected}, got {d.Got}");
        Assert.Equal(report.Undetermined > 0 ? ReplayVerdict.Undetermined : ReplayVerdict.Equal, outcome.Verdict);
        Assert.Equal((report.Windows, report.LateRows), (outcome.Judged!.Windows, outcome.Judged.LateRows));
    }
}
