using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>The life of a job, on a fake Flink that answers as the real one was recorded.</summary>
public sealed class FlinkSqlEngineTests
{
    [Fact]
    public async Task It_makes_tables_submits_one_job_and_returns_when_the_sources_read()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.HasMetrics = false;
        var starting = rig.StartQueryAsync();
        await FlinkRig.UntilAsync(() => rig.Flink.Count($"GET /v1/jobs/a6d0f823ed6ca2f0361bc233d6cf29f8/vertices") > 4);
        Assert.False(starting.IsCompleted);
        rig.Flink.HasMetrics = true;
        await using var query = await starting;
        Assert.Equal(["CREATE TEMPORARY TABLE `ad_events", "CREATE TEMPORARY VIEW `ad_events_", "CREATE TEMPORARY TABLE `ctr_resul", "INSERT INTO `ctr_results`\nSELECT "], rig.Flink.Statements.Select(s => s[..33]));
        Assert.Equal("UTC", (string)rig.Flink.SessionProperties!["table.local-time-zone"]!);
        Assert.StartsWith("ctrbench-", rig.Flink.JobName);
        Assert.Equal(("2.2.1", "RUNNING"), (query.Progress.EngineVersion, query.Progress.Flink!.State));
    }

    [Fact]
    public async Task Progress_is_what_Flinks_metrics_say()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        Assert.Null(query.Progress.WatermarkMs);
        Metrics(rig, read: 7, late: 2, sent: 3);
        rig.Flink.Metrics[".currentInputWatermark"] = 1_700_000_030_000;
        rig.Flink.Metrics["busyTimeMsPerSecond"] = 250;
        rig.Flink.Metrics["backPressuredTimeMsPerSecond"] = 100;
        rig.Flink.Metrics["records-lag-max"] = 4;
        await FlinkRig.UntilAsync(query, p => p.WatermarkMs is not null && p.ResultsWritten == 3);
        var progress = query.Progress;
        Assert.Equal((7, 2, 3, 1_700_000_030_000), (progress.RecordsRead, progress.LateDropped, progress.ResultsWritten, progress.WatermarkMs));
        Assert.Equal((0.25, 0.1, 4), (progress.Flink!.BusyShare, progress.Flink.BackPressuredShare, progress.Flink.LagRecords));
        Assert.Equal((null, null, null), (progress.LateRecords, progress.MalformedRecords, progress.OpenRecords));
    }

    [Fact]
    public async Task A_drain_waits_until_the_job_has_read_what_Kafka_holds_and_ends_with_the_totals_of_the_end()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        await rig.AppendAsync(5);
        Metrics(rig, read: 3);
        await FlinkRig.UntilAsync(query, p => p.RecordsRead == 3);
        var stopping = query.StopAsync(drain: true, FlinkRig.Ct);
        var asked = rig.Flink.Count("GET /v1/jobs");
        await FlinkRig.UntilAsync(() => rig.Flink.Count("GET /v1/jobs") > asked + 50);
        Assert.Null(rig.Flink.Drained);
        Metrics(rig, read: 5);
        rig.Flink.Totals = (5, 4);
        await stopping;
        Assert.True(rig.Flink.Drained);
        Assert.Equal((5, 4), (query.Progress.RecordsRead, query.Progress.ResultsWritten));
        Assert.True(query.Completion.IsCompletedSuccessfully);
        // The flush of the local aggregates and the drain made one savepoint each, and both are deleted.
        Assert.Equal((1, 2), (rig.Flink.Count("POST /v1/jobs/a6d0f823ed6ca2f0361bc233d6cf29f8/savepoints"), rig.Flink.Count("POST /v1/savepoint-disposal")));
    }

    [Fact]
    public async Task A_drain_that_gets_nowhere_says_which_partition_stands_still()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { LostAfter = TimeSpan.FromMilliseconds(50) };
        await using var query = await rig.StartQueryAsync();
        await rig.AppendAsync(5);
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => query.StopAsync(drain: true, FlinkRig.Ct));
        Assert.Contains("partition 0 of 'pe1' is read up to offset 0 of 5", error.Message);
    }

    [Theory]
    [InlineData(AggregationPhase.OnePhase)]
    [InlineData(AggregationPhase.Legacy)]
    public async Task A_stop_without_drain_needs_no_flush_where_nothing_is_kept_back(AggregationPhase phase)
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync(new() { Continuous = new() { AggregationPhase = phase } });
        rig.Flink.Totals = (0, 0);
        await query.StopAsync(drain: false, FlinkRig.Ct);
        Assert.False(rig.Flink.Drained);
        Assert.Equal(0, rig.Flink.Count("POST /v1/jobs/a6d0f823ed6ca2f0361bc233d6cf29f8/savepoints"));
    }

    [Fact]
    public async Task A_savepoint_that_fails_is_told_with_its_cause()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        rig.Flink.SavepointReply = FakeFlink.Reply("savepoint-failed");
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => query.StopAsync(drain: true, FlinkRig.Ct));
        Assert.StartsWith("The savepoint of the Flink job a6d0f823ed6ca2f0361bc233d6cf29f8 failed: ", error.Message);
        Assert.DoesNotContain("\tat ", error.Message);
        Assert.False(query.Completion.IsCompleted);
    }

    [Fact]
    public async Task Disposing_cancels_the_job_closes_the_session_and_can_be_done_twice()
    {
        await using var rig = await FlinkRig.StartAsync();
        var query = await rig.StartQueryAsync();
        await query.DisposeAsync();
        await query.DisposeAsync();
        Assert.Equal((FlinkState.Canceled, 0), (rig.Flink.JobState, rig.Flink.Sessions.Count));
        Assert.True(query.Completion.IsCompletedSuccessfully);
        Assert.Equal(1, rig.Flink.Count("PATCH"));
    }

    [Fact]
    public async Task Disposing_during_a_drain_cuts_it_short()
    {
        await using var rig = await FlinkRig.StartAsync();
        var query = await rig.StartQueryAsync();
        await rig.AppendAsync(5);
        var draining = query.StopAsync(drain: true, FlinkRig.Ct);
        await query.DisposeAsync();
        await draining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal((FlinkState.Canceled, 0), (rig.Flink.JobState, rig.Flink.Sessions.Count));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_while_the_job_is_on_its_way_finds_it_by_its_name_and_cancels_it()
    {
        await using var rig = await FlinkRig.StartAsync();
        using var cancel = new CancellationTokenSource();
        rig.Flink.HasMetrics = false;
        // The answer that names the job never arrives.
        rig.Flink.Fault = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("operations/3/result/0", StringComparison.Ordinal) || rig.Flink.JobState is null) return false;
            await cancel.CancelAsync();
            return false;
        };
        rig.Flink.StatementError = sql =>
        {
            if (sql.StartsWith("INSERT", StringComparison.Ordinal)) cancel.Cancel();
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Engine.StartAsync(new(), rig.Endpoints, cancel.Token));
        Assert.Equal((FlinkState.Canceled, 0), (rig.Flink.JobState, rig.Flink.Sessions.Count));
    }

    [Fact]
    public async Task A_cancelled_start_asks_for_nothing()
    {
        await using var rig = await FlinkRig.StartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Engine.StartAsync(new(), rig.Endpoints, new CancellationToken(canceled: true)));
        Assert.Empty(rig.Flink.Requests);
    }

    [Fact]
    public async Task A_job_that_fails_during_the_run_ends_it_with_Flinks_own_exception_and_time()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        rig.Flink.Exceptions = FakeFlink.Reply("exceptions-missing-topic");
        rig.Flink.JobState = FlinkState.Failed;
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => query.Completion.WaitAsync(FlinkRig.Ct));
        Assert.Contains("UnknownTopicOrPartitionException: This server does not host this topic-partition.", error.Message);
        Assert.InRange(error.FailedAtMs!.Value, 1_700_000_000_000, 1_900_000_000_000);
        await Assert.ThrowsAsync<EngineFailedException>(() => query.StopAsync(drain: true, FlinkRig.Ct));
    }

    [Fact]
    public async Task A_restart_is_told_with_its_exception_and_the_job_goes_on()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        Metrics(rig, read: 10, late: 1, sent: 2);
        await FlinkRig.UntilAsync(query, p => p.ResultsWritten == 2);
        rig.Flink.Exceptions = FakeFlink.Reply("exceptions-no-slot");
        rig.Flink.Restarts = 1;
        Metrics(rig, read: 4, late: 1, sent: 1);
        rig.Flink.Metrics[".currentOffset"] = 11;
        await FlinkRig.UntilAsync(query, p => p.ResultsWritten == 3 && p.RecordsRead == 12 && p.Flink!.Restarts == 1);
        Assert.Equal((12, 2, 1), (query.Progress.RecordsRead, query.Progress.LateDropped, query.Progress.Flink!.Restarts));
        Assert.Equal(3, query.Progress.Flink.Faults.Count);
        Assert.All(query.Progress.Flink.Faults, fault => Assert.Contains("NoResourceAvailableException", fault.Message));
        Assert.False(query.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_failure_that_Flink_tells_later_than_the_restart_is_told_too()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        rig.Flink.Restarts = 1;
        await FlinkRig.UntilAsync(query, p => p.Flink!.Restarts == 1);
        Assert.Empty(query.Progress.Flink!.Faults);
        rig.Flink.Exceptions = FakeFlink.Reply("exceptions-missing-topic");
        await FlinkRig.UntilAsync(query, p => p.Flink!.Faults.Count > 0);
    }

    [Fact]
    public async Task A_cancel_from_outside_is_reported()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        rig.Flink.JobState = FlinkState.Canceled;
        Assert.Contains("cancelled from outside", (await Assert.ThrowsAsync<EngineFailedException>(() => query.Completion.WaitAsync(FlinkRig.Ct))).Message);
    }

    [Fact]
    public async Task A_gateway_that_loses_the_session_is_noted_and_the_job_goes_on_to_its_end()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { HeartbeatInterval = TimeSpan.FromMilliseconds(5) };
        await using var query = await rig.StartQueryAsync();
        await FlinkRig.UntilAsync(() => rig.Flink.Count("POST /v2/sessions/5b9eb6b2-9f0b-4a7e-9d4b-000000000000/heartbeat") > 2);
        Assert.Empty(query.Progress.Notes);
        rig.Flink.Sessions.Clear();
        await FlinkRig.UntilAsync(query, p => p.Notes.Count > 0);
        Assert.Contains("lost the session", Assert.Single(query.Progress.Notes));
        rig.Flink.Totals = (0, 0);
        await query.StopAsync(drain: true, FlinkRig.Ct);
        Assert.True(rig.Flink.Drained);
    }

    [Fact]
    public async Task A_JobManager_that_is_away_for_a_moment_changes_nothing()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        var faults = 0;
        rig.Flink.Fault = context =>
        {
            if (faults++ >= 20) return Task.FromResult(false);
            context.Abort();
            return Task.FromResult(true);
        };
        await FlinkRig.UntilAsync(() => faults > 20);
        Metrics(rig, read: 9);
        await FlinkRig.UntilAsync(query, p => p.RecordsRead == 9);
    }

    [Fact]
    public async Task A_JobManager_that_stays_away_loses_the_job()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { LostAfter = TimeSpan.FromMilliseconds(100) };
        await using var query = await rig.StartQueryAsync();
        rig.Flink.Fault = context =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => query.Completion.WaitAsync(FlinkRig.Ct));
        Assert.Contains("has not answered for", error.Message);
    }

    [Fact]
    public async Task A_JobManager_that_forgot_the_job_was_started_anew()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var query = await rig.StartQueryAsync();
        rig.Flink.JobState = null;
        Assert.Contains("no longer knows the job", (await Assert.ThrowsAsync<EngineFailedException>(() => query.Completion.WaitAsync(FlinkRig.Ct))).Message);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_named_before_Flink_is_given_a_job()
    {
        await using var rig = await FlinkRig.StartAsync();
        await Assert.ThrowsAsync<UnknownTopicException>(() => rig.Engine.StartAsync(new(), rig.Endpoints with { ResultsTopic = "nosuch" }, FlinkRig.Ct));
        Assert.Empty(rig.Flink.Statements);
    }

    private static void Metrics(FlinkRig rig, long read, long late = 0, long sent = 0)
    {
        rig.Flink.Metrics["].numRecordsIn"] = read;
        rig.Flink.Metrics[".currentOffset"] = read - 1;
        rig.Flink.Metrics[".numLateRecordsDropped"] = late;
        rig.Flink.Metrics[".numRecordsSend"] = sent;
    }
}
