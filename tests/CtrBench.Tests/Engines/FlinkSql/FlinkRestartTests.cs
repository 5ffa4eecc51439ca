using CtrBench.Engines;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>A TaskManager that is lost: the job restarts, and Flink shows no new metrics for a while.</summary>
public sealed class FlinkRestartTests
{
    [Fact]
    public async Task A_drain_waits_for_what_is_read_since_the_restart_and_for_metrics_that_say_so()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { MetricsStillAfter = TimeSpan.FromMilliseconds(5), LostAfter = TimeSpan.FromSeconds(20) };
        await using var query = await rig.StartQueryAsync();
        await rig.AppendAsync(5);
        Read(rig, 5);
        await FlinkRig.UntilAsync(query, p => p.RecordsRead == 5);
        Lose(rig);
        await FlinkRig.UntilAsync(query, p => p.Flink!.Restarts == 1);
        var stopping = query.StopAsync(drain: true, FlinkRig.Ct);
        await FlinkRig.UntilAsync(query, p => p.Notes.Count > 0);
        Assert.StartsWith("Flink reports no new metrics for now: it waits for those of a lost TaskManager, up to 600 s (web.timeout", query.Progress.Notes[0]);

        // The offsets of before are all that is shown, and they are not believed; the job has read 2 of 5 again.
        await AskedAsync(rig, 200);
        Assert.Null(rig.Flink.Drained);
        (rig.Flink.MetricsStandStill, rig.Flink.TaskState) = (false, "SCHEDULED");
        await AskedAsync(rig, 200);
        Assert.Null(rig.Flink.Drained);
        Read(rig, 2);
        (rig.Flink.TaskState, rig.Flink.Restarts) = ("RUNNING", 1);
        await AskedAsync(rig, 200);
        Assert.Null(rig.Flink.Drained);
        Read(rig, 5);
        rig.Flink.Totals = (5, 4);
        await stopping;
        Assert.Equal((true, 5), (rig.Flink.Drained, query.Progress.RecordsRead));
    }

    [Fact]
    public async Task A_job_that_finds_nothing_to_read_after_a_restart_is_drained_after_a_while()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { NothingToReadAfter = TimeSpan.FromMilliseconds(50) };
        await using var query = await rig.StartQueryAsync();
        await rig.AppendAsync(5);
        Read(rig, 5);
        await FlinkRig.UntilAsync(query, p => p.RecordsRead == 5);
        Lose(rig);
        Read(rig, 0);
        rig.Flink.MetricsStandStill = false;
        await FlinkRig.UntilAsync(query, p => p.Flink!.Restarts == 1);
        rig.Flink.Totals = (0, 4);
        await query.StopAsync(drain: true, FlinkRig.Ct);
        Assert.Equal((true, 5), (rig.Flink.Drained, query.Progress.RecordsRead));
    }

    [Fact]
    public async Task A_job_that_has_read_too_little_before_the_restart_is_not_taken_for_one_that_finds_nothing()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { NothingToReadAfter = TimeSpan.FromMilliseconds(5), LostAfter = TimeSpan.FromMilliseconds(200) };
        await using var query = await rig.StartQueryAsync();
        await rig.AppendAsync(5);
        Read(rig, 4);
        await FlinkRig.UntilAsync(query, p => p.RecordsRead == 4);
        Lose(rig);
        Read(rig, 0);
        rig.Flink.MetricsStandStill = false;
        await FlinkRig.UntilAsync(query, p => p.Flink!.Restarts == 1);
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => query.StopAsync(drain: true, FlinkRig.Ct));
        Assert.Contains("is read up to offset 4 of 5", error.Message);
    }

    // As it was seen: the number of restarts is a metric too, and stands still with the others.
    private static void Lose(FlinkRig rig) => (rig.Flink.Attempts, rig.Flink.MetricsStandStill) = (1, true);

    private static void Read(FlinkRig rig, long records)
    {
        rig.Flink.Metrics["].numRecordsIn"] = records;
        rig.Flink.Metrics[".currentOffset"] = records - 1;
    }

    private static Task AskedAsync(FlinkRig rig, int requests)
    {
        var asked = rig.Flink.Count("GET /v1/jobs");
        return FlinkRig.UntilAsync(() => rig.Flink.Count("GET /v1/jobs") > asked + requests);
    }
}
