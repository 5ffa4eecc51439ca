using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Harness.Cli;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>What a user is told when something is missing, and that a start which fails leaves nothing behind.</summary>
public sealed class FlinkSetupTests
{
    private static readonly Uri Nobody = new("http://127.0.0.1:9/");

    [Fact]
    public async Task A_gateway_that_is_not_there_is_named_with_its_option()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { Gateway = Nobody };
        var error = await RefusedAsync(rig);
        Assert.StartsWith($"Flink's SQL Gateway does not answer at {Nobody}: Connection refused", error.Message);
        Assert.Contains("--flink-gateway", Remedies.MessageOf(error));
    }

    [Fact]
    public async Task A_JobManager_that_is_not_there_is_named_with_its_option()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { Rest = Nobody };
        var error = await RefusedAsync(rig);
        Assert.StartsWith($"Flink's JobManager does not answer at {Nobody}: Connection refused", error.Message);
        Assert.Contains("--flink-rest", Remedies.MessageOf(error));
    }

    [Fact]
    public async Task Something_else_at_the_address_is_not_taken_for_a_gateway()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.Fault = async context =>
        {
            context.Response.ContentType = "text/html";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "<html>");
            return true;
        };
        Assert.Contains("did not answer like Flink", (await RefusedAsync(rig)).Message);
        rig.Flink.Fault = _ => Task.FromResult(false);
        rig.Flink.ProductName = "Apache Storm";
        Assert.Contains("is not a Flink SQL Gateway: its product name is 'Apache Storm'", (await RefusedAsync(rig)).Message);
    }

    [Fact]
    public async Task A_gateway_of_another_version_than_the_cluster_is_refused()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.ClusterVersion = "1.20.5";
        Assert.Contains("is Flink 2.2.1, the cluster at", (await RefusedAsync(rig)).Message);
        rig.Flink.ClusterVersion = "2.2.0";
        await using var query = await rig.StartQueryAsync();
    }

    [Fact]
    public async Task Too_few_slots_are_reported_before_a_job_is_submitted()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.SlotsAvailable = 1;
        var query = new CtrQuery { Continuous = new() { SourceParallelism = 2 } };
        var error = await Assert.ThrowsAsync<EngineSetupException>(() => rig.StartQueryAsync(query));
        Assert.Contains("has 1 of 4 slots free on 1 TaskManagers; the job needs 2.", error.Message);
        Assert.Empty(rig.Flink.Sessions);
    }

    [Fact]
    public async Task A_slot_that_is_gone_by_the_time_the_job_wants_it_is_told()
    {
        await using var rig = await FlinkRig.StartAsync();
        (rig.Flink.StateAfterInsert, rig.Flink.Exceptions) = (FlinkState.Failed, FakeFlink.Reply("exceptions-no-slot"));
        var error = await RefusedAsync(rig);
        Assert.Contains("has no free slot for the job", error.Message);
        Assert.Contains("NoResourceAvailableException: Could not acquire the minimum required resources.", error.Message);
    }

    [Fact]
    public async Task A_job_that_restarts_before_it_was_ready_is_cancelled_and_its_cause_told()
    {
        await using var rig = await FlinkRig.StartAsync();
        (rig.Flink.HasMetrics, rig.Flink.Restarts, rig.Flink.Exceptions) = (false, 1, FakeFlink.Reply("exceptions-missing-topic"));
        Assert.Contains("cannot find topic 'pe1' or 'results' at broker:9092", (await RefusedAsync(rig)).Message);
        Assert.Equal(FlinkState.Canceled, rig.Flink.JobState);
    }

    [Fact]
    public async Task A_missing_connector_jar_is_named()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.StatementError = sql => sql.StartsWith("CREATE TEMPORARY VIEW", StringComparison.Ordinal) ? FakeFlink.Reply("error-no-connector") : null;
        var error = await RefusedAsync(rig);
        Assert.Contains("has no Kafka connector. Put flink-sql-connector-kafka-", error.Message);
        Assert.Null(rig.Flink.JobState);
    }

    [Fact]
    public async Task A_statement_that_Flink_refuses_is_told_with_its_SQL_and_Flinks_cause()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.StatementError = sql => sql.StartsWith("INSERT", StringComparison.Ordinal) ? FakeFlink.Reply("error-syntax") : null;
        var error = await RefusedAsync(rig);
        Assert.Contains("ParseException: Encountered \"views\" at line 1, column 20.", error.Message);
        Assert.Contains("in the statement\nINSERT INTO `ctr_results`", error.Message);
    }

    [Fact]
    public async Task A_statement_is_submitted_once_even_when_its_answer_is_lost()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.Fault = context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/statements", StringComparison.Ordinal)) return Task.FromResult(false);
            context.Abort();
            return Task.FromResult(true);
        };
        Assert.Contains("SQL Gateway does not answer", (await RefusedAsync(rig)).Message);
        Assert.Equal(1, rig.Flink.Requests.Count(r => r.EndsWith("/statements", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_read_that_fails_for_a_moment_is_tried_again(int status)
    {
        await using var rig = await FlinkRig.StartAsync();
        var failures = 0;
        rig.Flink.Fault = context =>
        {
            if (context.Request.Method != "GET" || ++failures % 3 == 0) return Task.FromResult(false);
            if (status == 0) context.Abort();
            else context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        await using var query = await rig.StartQueryAsync();
        Assert.Equal(4, rig.Flink.Statements.Count);
        rig.Flink.Fault = _ => Task.FromResult(false);
    }

    [Fact]
    public async Task A_gateway_that_is_too_slow_does_not_answer()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Settings = rig.Settings with { RequestTimeout = TimeSpan.FromMilliseconds(50) };
        rig.Flink.Fault = async context =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        Assert.Contains("no answer within", (await RefusedAsync(rig)).Message);
    }

    [Fact]
    public async Task A_session_that_expires_between_two_statements_is_told()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.StatementError = sql =>
        {
            if (sql.StartsWith("CREATE TEMPORARY VIEW", StringComparison.Ordinal)) rig.Flink.Sessions.Clear();
            return null;
        };
        Assert.Contains("does not exist.", (await RefusedAsync(rig)).Message);
    }

    [Fact]
    public async Task A_job_that_never_reads_is_given_up_and_cancelled()
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.HasMetrics = false;
        rig.Settings = rig.Settings with { ReadyWithin = TimeSpan.FromMilliseconds(50) };
        Assert.Contains("its state is RUNNING, 0 of 1 partition is read", (await RefusedAsync(rig)).Message);
        Assert.Equal(FlinkState.Canceled, rig.Flink.JobState);
    }

    [Fact]
    public async Task A_gateway_and_a_JobManager_of_two_clusters_are_found_out()
    {
        await using var rig = await FlinkRig.StartAsync();
        await using var other = await FakeFlink.StartAsync();
        rig.Settings = rig.Settings with { Rest = other.Address };
        Assert.Contains("the two addresses belong to different clusters", (await RefusedAsync(rig)).Message);
    }

    [Theory]
    [InlineData("execution.checkpointing.savepoint-dir", null, "has no savepoint folder")]
    [InlineData("metrics.fetcher.update-interval", "0", "does not fetch metrics")]
    public async Task A_cluster_that_cannot_stop_or_measure_a_job_is_refused(string key, string? value, string message)
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.Config.Remove(key);
        if (value is not null) rig.Flink.Config[key] = value;
        Assert.Contains(message, (await RefusedAsync(rig)).Message);
    }

    [Fact]
    public async Task Checkpoints_that_the_cluster_forces_are_refused_by_the_field_and_the_job_is_gone()
    {
        await using var rig = await FlinkRig.StartAsync();
        var query = new CtrQuery { Delivery = new() { CheckpointIntervalMs = 0 } };
        var refusal = await Assert.ThrowsAsync<QueryRefusedException>(() => rig.StartQueryAsync(query));
        Assert.Equal(QueryFields.CheckpointInterval, refusal.Field);
        Assert.Equal((FlinkState.Canceled, 0), (rig.Flink.JobState, rig.Flink.Sessions.Count));
        rig.Flink.CheckpointIntervalMs = 0;
        await using var started = await rig.StartQueryAsync(query);
    }

    public static TheoryData<string, CtrQuery> Refused => new()
    {
        { QueryFields.Window, new CtrQuery { WindowMs = 0 } },
        { QueryFields.Window, new CtrQuery { WindowMs = long.MaxValue } },
        { QueryFields.Delay, new CtrQuery { WatermarkDelayMs = -1 } },
        { QueryFields.Tick, new CtrQuery { Continuous = new() { EmitIntervalMs = 0 } } },
        { QueryFields.IdleTimeout, new CtrQuery { Continuous = new() { IdleTimeoutMs = -1 } } },
        { QueryFields.Parallelism, new CtrQuery { Continuous = new() { SourceParallelism = 0 } } },
        { QueryFields.BufferTimeout, new CtrQuery { Continuous = new() { BufferTimeoutMs = -1 } } },
        { QueryFields.CheckpointInterval, new CtrQuery { Delivery = new() { CheckpointIntervalMs = 5 } } },
        { QueryFields.CheckpointInterval, new CtrQuery { Delivery = new() { CheckpointIntervalMs = 0, Guarantee = DeliveryGuarantee.ExactlyOnce } } },
        { QueryFields.CheckpointInterval, new CtrQuery { Delivery = new() { CheckpointIntervalMs = 600_000, Guarantee = DeliveryGuarantee.ExactlyOnce } } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_Flink_cannot_honour_is_refused_by_the_name_of_its_field(string field, CtrQuery query)
    {
        await using var rig = await FlinkRig.StartAsync();
        var refusal = await Assert.ThrowsAsync<QueryRefusedException>(() => rig.StartQueryAsync(query));
        Assert.Equal(field, refusal.Field);
        Assert.Empty(rig.Flink.Requests);
    }

    [Fact]
    public async Task Without_Kafka_the_query_is_rejected()
    {
        await using var rig = await FlinkRig.StartAsync();
        var refusal = await Assert.ThrowsAsync<QueryRefusedException>(() => new FlinkSqlEngine(rig.Settings).StartAsync(new(), rig.Endpoints, FlinkRig.Ct));
        Assert.Equal("EngineEndpoints.Transport", refusal.Field);
    }

    // A failed start has closed its session.
    private static async Task<EngineSetupException> RefusedAsync(FlinkRig rig)
    {
        var error = await Assert.ThrowsAsync<EngineSetupException>(() => rig.StartQueryAsync());
        Assert.Empty(rig.Flink.Sessions);
        return error;
    }
}
