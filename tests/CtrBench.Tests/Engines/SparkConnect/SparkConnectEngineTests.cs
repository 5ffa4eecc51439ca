using CtrBench.Engines;
using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.Cli;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using Grpc.Core;

namespace CtrBench.Tests.Engines.SparkConnect;

public sealed class SparkConnectEngineTests : IAsyncLifetime
{
    private readonly InMemoryTransport _transport = new(TimeProvider.System);
    private FakeSparkServer _server = null!;
    private EngineRig _rig = null!;

    private FakeSpark Spark => _server.Spark;

    private FakeQuery Query => Spark.Queries[^1].Query;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeSparkServer.StartAsync();
        _rig = await EngineRig.CreateAsync(_transport, "fake", Ct, partitions: 1);
        Spark.NewQuery = _ =>
        {
            var query = new FakeQuery();
            query.Report(ProgressText.Batch(0, null, 0));
            return query;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _transport.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_run_has_a_query_and_a_checkpoint_folder_of_its_own_and_takes_both_away()
    {
        var query = await StartAsync();
        var plan = Spark.Queries[0].Plan;
        Assert.Equal($"file:/srv/warehouse/{plan.QueryName}/checkpoint", plan.Options["checkpointLocation"]);
        Assert.Equal("1", Spark.Settings["spark.sql.shuffle.partitions"]);
        Assert.Equal([$"CREATE DATABASE IF NOT EXISTS {plan.QueryName} LOCATION 'file:/srv/warehouse/{plan.QueryName}'"], Spark.Sql);
        Assert.Contains($"checkpoint {plan.Options["checkpointLocation"]}", query.Progress.Notes.Single());
        await query.DisposeAsync();
        Assert.True(query.Completion.IsCompletedSuccessfully);
        Assert.False(Query.Active);
        Assert.Equal($"DROP DATABASE IF EXISTS {plan.QueryName} CASCADE", Spark.Sql.Last());
        Assert.Contains("ReleaseSession", Spark.Calls);
        await query.DisposeAsync();
        await _rig.AssertReleasedAsync();
    }

    [Fact]
    public async Task A_kept_checkpoint_stays_and_a_given_one_is_used_as_it_is()
    {
        await using (await StartAsync(settings: Settings with { KeepCheckpoint = true, CheckpointRoot = "/data/" }))
        {
        }

        Assert.StartsWith("/data/ctrbench_", Spark.Queries[0].Plan.Options["checkpointLocation"]);
        await using (await Engine().StartAsync(new CtrQuery(), _rig.Endpoints with { CheckpointFolder = "hdfs://nn/c1" }, Ct))
        {
        }

        Assert.Equal("hdfs://nn/c1", Spark.Queries[1].Plan.Options["checkpointLocation"]);
        Assert.Empty(Spark.Sql);
    }

    [Fact]
    public async Task It_is_ready_when_the_first_batch_has_run_and_not_before()
    {
        Spark.NewQuery = _ => new FakeQuery { TriggerActive = true, Message = "Processing new data" };
        var starting = StartAsync();
        await UntilAsync(() => Spark.Calls.Count(c => c == "Stream.Status") > 3);
        Assert.False(starting.IsCompleted);
        Query.Report(ProgressText.Batch(0, null, 0));
        await (await starting).DisposeAsync();
    }

    [Fact]
    public async Task A_query_that_goes_on_from_a_checkpoint_is_ready_without_a_batch()
    {
        Spark.NewQuery = _ => new FakeQuery { Message = "Waiting for data to arrive" };
        await using var query = await Engine().StartAsync(new CtrQuery(), _rig.Endpoints with { CheckpointFolder = "/c" }, Ct);
        Query.Report(ProgressText.Batch(7, 40, 44));
        await _rig.UntilAsync(query, p => p.Batches.Count == 1);
        Assert.Equal(4, query.Progress.RecordsRead);
    }

    [Fact]
    public async Task Every_batch_is_reported_once_also_those_between_two_looks()
    {
        await using var query = await StartAsync();
        Query.Report(ProgressText.Batch(1, 0, 3), ProgressText.Batch(2, 3, 4, emitted: 2), ProgressText.Idle(3, 4));
        await _rig.UntilAsync(query, p => p.Batches.Count == 3);
        Query.Report(ProgressText.Batch(3, 4, 9, "1970-01-01T00:00:05.000Z"));
        await _rig.UntilAsync(query, p => p.Batches.Count == 4);
        Assert.Equal((9, 2, 5_000, 16), (query.Progress.RecordsRead, query.Progress.ResultsWritten, query.Progress.WatermarkMs, query.Progress.LateDropped));
        Assert.Equal([0, 1, 2, 3], query.Progress.Batches.Select(b => b.Id));
    }

    [Fact]
    public async Task A_stop_waits_for_the_batch_that_is_running()
    {
        await using var query = await StartAsync();
        (Query.TriggerActive, Query.Message) = (true, "Processing new data");
        var stopping = query.StopAsync(drain: false, Ct);
        var asked = Spark.Calls.Count;
        await UntilAsync(() => Spark.Calls.Count > asked + 10);
        Assert.True(Query.Active);
        Query.Report(ProgressText.Batch(1, 0, 3, emitted: 1));
        await stopping;
        Assert.False(Query.Active);
        Assert.Equal((3, 1), (query.Progress.RecordsRead, query.Progress.ResultsWritten));
    }

    [Fact]
    public async Task A_drain_reads_to_the_end_and_runs_the_batch_that_the_watermark_asks_for()
    {
        await using var query = await StartAsync();
        await _rig.SendAsync(new TestRow(0, 1_000), new TestRow(0, 60_000));
        var stopping = query.StopAsync(drain: true, Ct);
        var asked = Spark.Calls.Count;
        await UntilAsync(() => Spark.Calls.Count > asked + 10);
        Query.Report(ProgressText.Batch(1, 0, 2, max: "1970-01-01T00:01:00.000Z"));
        await UntilAsync(() => query.Progress.Batches.Count == 2);
        asked = Spark.Calls.Count;
        await UntilAsync(() => Spark.Calls.Count > asked + 10);
        Assert.True(Query.Active);
        Query.Report(ProgressText.Batch(2, 2, 2, "1970-01-01T00:00:40.000Z", emitted: 1));
        await stopping;
        Assert.Equal((2, 1), (query.Progress.RecordsRead, query.Progress.ResultsWritten));
    }

    [Fact]
    public async Task A_drain_that_took_long_does_not_cut_the_batch_that_runs_at_its_end()
    {
        var clock = new JumpingClock();
        await using var query = await Engine().StartAsync(new CtrQuery(), _rig.Endpoints with { Clock = clock }, Ct);
        await _rig.SendAsync(new TestRow(0, 1_000), new TestRow(0, 1_001));
        var stopping = query.StopAsync(drain: true, Ct);
        var asked = Spark.Calls.Count;
        await UntilAsync(() => Spark.Calls.Count > asked + 10);
        clock.Jump(TimeSpan.FromMilliseconds(10 * Settings.StopLimitMs));
        (Query.TriggerActive, Query.Message) = (true, "Processing new data");
        Query.Report(ProgressText.Batch(1, 0, 2));
        await UntilAsync(() => query.Progress.RecordsRead == 2);
        asked = Spark.Calls.Count;
        await UntilAsync(() => Spark.Calls.Count > asked + 10);
        Assert.True(Query.Active);
        Query.Report(ProgressText.Batch(2, 2, 2, emitted: 1));
        await stopping;
        Assert.Equal(1, query.Progress.ResultsWritten);
    }

    [Fact]
    public async Task Available_now_ends_by_itself()
    {
        await using var query = await StartAsync(new CtrQuery { MicroBatch = new() { AvailableNow = true } });
        Query.Report(ProgressText.Batch(1, 0, 3));
        Query.Active = false;
        await query.Completion.WaitAsync(Ct);
        Assert.Equal(3, query.Progress.RecordsRead);
        await query.StopAsync(drain: true, Ct);
    }

    [Fact]
    public async Task A_failure_comes_with_sparks_class_and_message_and_the_last_batches()
    {
        await using var query = await StartAsync();
        Query.Report(ProgressText.Batch(1, 0, 3));
        Query.Fail("org.apache.spark.sql.streaming.StreamingQueryException: [DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012");
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => query.Completion.WaitAsync(Ct));
        Assert.Equal("DIVIDE_BY_ZERO", Assert.IsType<SparkQueryException>(error.InnerException).ErrorClass);
        Assert.Contains("Division by zero", error.Message);
        Assert.Equal(3, query.Progress.RecordsRead);
        Assert.Same(error, await Assert.ThrowsAsync<EngineFailedException>(() => query.StopAsync(drain: true, Ct)));
    }

    [Fact]
    public async Task A_query_stopped_from_outside_is_a_failure()
    {
        await using var query = await StartAsync();
        Query.Active = false;
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => query.Completion.WaitAsync(Ct));
        Assert.Contains("not by this run", error.Message);
    }

    [Fact]
    public async Task The_restart_bug_of_4_1_1_is_met_by_one_more_start_with_the_same_checkpoint()
    {
        const string bug = "Cannot invoke \"scala.collection.IterableOps.map(scala.Function1)\" because the return value of \"scala.Option.get()\" is null";
        Spark.NewQuery = _ =>
        {
            var query = new FakeQuery();
            if (Spark.Queries.Count == 0) query.Fail(bug);
            else query.Report(ProgressText.Batch(3, 5, 9));
            return query;
        };
        await using var running = await Engine().StartAsync(new CtrQuery(), _rig.Endpoints with { CheckpointFolder = "/c" }, Ct);
        Assert.Equal(Spark.Queries[0].Plan, Spark.Queries[1].Plan);
        Assert.Contains("4.1.1", running.Progress.Notes[^1]);
        Query.Fail(bug);
        Assert.Contains("Option.get", (await Assert.ThrowsAsync<EngineFailedException>(() => running.Completion.WaitAsync(Ct))).Message);
        Assert.Equal(2, Spark.Queries.Count);
    }

    [Theory]
    [InlineData("4.0.1", true, "has closed the session")]
    [InlineData("4.0.1", false, "has been restarted")]
    [InlineData("4.1.1", true, "has closed the session")]
    [InlineData("4.1.1", false, "has been restarted")]
    [InlineData("4.3.0", true, "has closed the session")]
    [InlineData("4.3.0", false, "has been restarted")]
    [InlineData("3.5.7", true, "no longer knows the query")]
    [InlineData("3.5.7", false, "no longer knows the query")]
    public async Task A_session_that_is_lost_ends_the_run_in_words(string version, bool expired, string words)
    {
        Spark.Version = version;
        var query = await StartAsync();
        if (expired) Spark.ExpireSessions();
        else Spark.Restart();
        Assert.Contains(words, (await Assert.ThrowsAsync<EngineFailedException>(() => query.Completion.WaitAsync(Ct))).Message);
        await query.DisposeAsync();
        Assert.DoesNotContain(Spark.Sql, s => s.StartsWith("DROP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_midway_leaves_nothing_on_the_server()
    {
        Spark.NewQuery = _ => new FakeQuery { TriggerActive = true, Message = "Processing new data" };
        using var cancel = new CancellationTokenSource();
        var starting = Engine().StartAsync(new CtrQuery(), _rig.Endpoints, cancel.Token);
        await UntilAsync(() => Spark.Queries.Count == 1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.False(Query.Active);
        Assert.StartsWith("DROP DATABASE", Spark.Sql.Last());
        await _rig.AssertReleasedAsync();
    }

    [Fact]
    public async Task A_bad_setup_is_told_with_what_to_do()
    {
        Spark.Token = "s3cret";
        Assert.Contains("requires a token", (await FailsAsync()).Message);
        var refused = await FailsAsync(token: "wr0ng");
        Assert.Contains("rejected the token", refused.Message);
        Assert.DoesNotContain("wr0ng", refused.ToString());
        Spark.Token = null;
        Spark.Version = "3.4.1";
        Assert.Contains("needs 3.5 or later", (await FailsAsync()).Message);
        Spark.Version = "Databricks";
        Assert.Contains("does not report its version", (await FailsAsync()).Message);
        Spark.Version = "4.1.1";
        Spark.StartError = FakeSparkErrors.Error("_LEGACY_ERROR_TEMP_1142", "Failed to find data source: kafka. Please deploy the application as per the guide.");
        Assert.Contains("spark-sql-kafka-0-10_2.13:4.1.1", (await FailsAsync()).Message);
        Spark.StartError = new RpcException(new Status(StatusCode.Unknown, "org/apache/kafka/common/serialization/ByteArrayDeserializer"));
        Assert.Contains("lacks its Kafka connector", (await FailsAsync()).Message);
        // The name of a class of it in another error is no sign of that.
        Spark.StartError = FakeSparkErrors.Error("STREAM_FAILED", "org.apache.spark.sql.kafka010.KafkaIllegalStateException: some data may have been lost");
        Assert.StartsWith("Spark 4.1.1 did not start the query", (await FailsAsync()).Message);
        Spark.StartError = null;
        Spark.SqlError = FakeSparkErrors.Error("X", "permission denied");
        Assert.Contains("could not make a folder", (await FailsAsync()).Message);
        Spark.SqlError = null;
        Spark.NewQuery = _ =>
        {
            var query = new FakeQuery();
            query.Fail("[STREAM_FAILED] org.apache.kafka.common.errors.UnknownTopicOrPartitionException: This server does not host this topic-partition.");
            return query;
        };
        Assert.Contains("Spark does not find the topic 'fake-events' at broker:9092", (await FailsAsync()).Message);
        Spark.NewQuery = _ => new FakeQuery { TriggerActive = true, Message = "Getting offsets from KafkaV2[Subscribe[fake-events]]" };
        Assert.Contains("cannot reach Kafka at broker:9092", (await FailsAsync(Settings with { StartLimitMs = 200 })).Message);
        Spark.NewQuery = _ => new FakeQuery { TriggerActive = true, Message = "Processing new data" };
        var slow = await FailsAsync(Settings with { StartLimitMs = 200 });
        Assert.Contains("is slow: try again", slow.Message);
        Assert.DoesNotContain("Kafka", slow.Message);
        await _rig.AssertReleasedAsync();
    }

    [Theory]
    [InlineData("INVALID_HANDLE.SESSION_CLOSED", "The Spark server has closed the session")]
    [InlineData("INVALID_HANDLE.SESSION_CHANGED", "The Spark server has been restarted")]
    public async Task A_server_that_is_lost_during_the_start_is_told_as_that_and_not_as_a_bad_folder(string errorClass, string words)
    {
        Spark.SqlError = FakeSparkErrors.Error(errorClass, "The handle is invalid.");
        var error = await FailsAsync();
        Assert.StartsWith(words, error.Message);
        Assert.Contains("while the query was starting", error.Message);
        Spark.SqlError = null;
        Spark.StartError = FakeSparkErrors.Error(errorClass, "The handle is invalid.");
        Assert.StartsWith(words, (await FailsAsync()).Message);
    }

    [Fact]
    public async Task A_server_that_is_absent_or_another_is_told()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        var error = await Assert.ThrowsAsync<EngineSetupException>(() => new SparkConnectEngine(address, settings: Settings).StartAsync(new CtrQuery(), _rig.Endpoints, Ct));
        Assert.StartsWith($"The Spark server at {address} does not answer", error.Message);
        foreach (var odd in new[] { "ftp://a", "a" })
            await Assert.ThrowsAsync<EngineSetupException>(() => new SparkConnectEngine(new Uri(odd, UriKind.RelativeOrAbsolute), settings: Settings).StartAsync(new CtrQuery(), _rig.Endpoints, Ct));
        var clear = await Assert.ThrowsAsync<EngineSetupException>(() => new SparkConnectEngine(new Uri("http://spark.example:15002"), "s3cret", Settings).StartAsync(new CtrQuery(), _rig.Endpoints, Ct));
        Assert.Contains("sent unencrypted", clear.Message);
        Assert.DoesNotContain("s3cret", clear.ToString());
    }

    [Fact]
    public async Task Without_a_broker_it_says_so()
    {
        var error = await Assert.ThrowsAsync<EngineSetupException>(() => new SparkConnectEngine(_server.Address).StartAsync(new CtrQuery(), _rig.Endpoints, Ct));
        Assert.Contains("--kafka", Remedies.MessageOf(error));
    }

    [Theory]
    [InlineData("3.5.7")]
    [InlineData("4.0.1")]
    [InlineData("4.1.1")]
    [InlineData("4.2.0")]
    [InlineData("4.3.0")]
    public async Task A_run_on_every_version_that_is_known_is_the_same_and_leaves_nothing_behind(string version)
    {
        Spark.Version = version;
        var query = await StartAsync();
        Query.Report(ProgressText.Batch(1, 0, 3, emitted: 2));
        await query.StopAsync(drain: false, Ct);
        Assert.Equal((version, 3, 2), (query.Progress.EngineVersion, query.Progress.RecordsRead, query.Progress.ResultsWritten));
        Assert.StartsWith("checkpoint ", Assert.Single(query.Progress.Notes));
        await query.DisposeAsync();
        Assert.StartsWith("DROP DATABASE", Spark.Sql.Last());
        Assert.Equal(version != "3.5.7", Spark.Calls.Contains("ReleaseSession"));

        await using var failing = await StartAsync();
        Query.Fail("org.apache.spark.sql.streaming.StreamingQueryException: [DIVIDE_BY_ZERO] Division by zero.");
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => failing.Completion.WaitAsync(Ct));
        Assert.Equal("DIVIDE_BY_ZERO", Assert.IsType<SparkQueryException>(error.InnerException).ErrorClass);
    }

    [Theory]
    [InlineData("3.5.7")]
    [InlineData("4.0.1")]
    [InlineData("4.1.1")]
    [InlineData("4.3.0")]
    public async Task A_query_that_the_server_does_not_know_any_more_is_a_server_that_is_lost(string version)
    {
        Spark.Version = version;
        var client = _server.Client();
        await client.ProbeAsync(Ct);
        var unknown = new CtrBench.Engines.SparkConnect.Wire.StreamId { Id = Guid.NewGuid().ToString(), RunId = Guid.NewGuid().ToString() };
        var error = await Assert.ThrowsAsync<SparkQueryException>(() => client.AskAsync(new() { Query = unknown, Status = true }, Ct));
        Assert.Contains("no longer knows the query", SparkLoss.Explain(error)!.Message);
    }

    [Fact]
    public async Task A_server_that_is_halted_in_the_middle_of_a_start_is_told_when_the_limit_has_passed()
    {
        Spark.Faults.Enqueue(FakeFault.Silence);
        var error = await FailsAsync(Settings with { StartLimitMs = 300, StopLimitMs = 100 });
        Assert.Contains("did not answer the start of the query within", error.Message);
    }

    [Fact]
    public async Task On_3_5_the_query_is_stopped_by_itself_and_an_unknown_version_is_said()
    {
        Spark.Version = "3.5.7";
        await (await StartAsync()).DisposeAsync();
        Assert.False(Query.Active);
        Spark.Version = "5.0.0";
        await using var query = await StartAsync();
        Assert.Equal("5.0.0", query.Progress.EngineVersion);
        Assert.Contains("5.0.0 has not been tested", query.Progress.Notes[0]);
    }

    private static SparkConnectSettings Settings => new() { KafkaBootstrapServers = "broker:9092", PollIntervalMs = 5 };

    private SparkConnectEngine Engine(SparkConnectSettings? settings = null, string? token = null) => new(_server.Address, token, settings ?? Settings);

    private Task<IRunningQuery> StartAsync(CtrQuery? query = null, SparkConnectSettings? settings = null) =>
        Engine(settings).StartAsync(query ?? new CtrQuery(), _rig.Endpoints, Ct);

    private Task<EngineSetupException> FailsAsync(SparkConnectSettings? settings = null, string? token = null) =>
        Assert.ThrowsAsync<EngineSetupException>(() => Engine(settings, token).StartAsync(new CtrQuery(), _rig.Endpoints, Ct));

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Ct);
    }

    /// <summary>A clock that can be put forward; what waits for it does not notice.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long _extra;

        public void Jump(TimeSpan by) => Interlocked.Add(ref _extra, (long)(by.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _extra);
    }
}
