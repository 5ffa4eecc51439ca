using CtrBench.Engines.SparkConnect;
using CtrBench.Engines.SparkConnect.Wire;
using Grpc.Core;

namespace CtrBench.Tests.Engines.SparkConnect;

public sealed class SparkConnectClientTests : IAsyncLifetime
{
    private FakeSparkServer _server = null!;

    private FakeSpark Spark => _server.Spark;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await FakeSparkServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Settings_go_there_and_come_back_and_one_without_a_value_is_null()
    {
        var client = _server.Client();
        await client.SetAsync(new Dictionary<string, string> { ["a"] = "1", ["b"] = "" }, Ct);
        Assert.Equal("1", await client.GetAsync("a", Ct));
        Assert.Equal("", await client.GetAsync("b", Ct));
        Assert.Null(await client.GetAsync("c", Ct));
    }

    [Theory]
    [InlineData("4.0.1")]
    [InlineData("4.3.0")]
    [InlineData("3.5.7")]
    public async Task A_start_happens_exactly_once_whatever_the_connection_does(string version)
    {
        Spark.Version = version;
        var client = _server.Client();
        await client.ProbeAsync(Ct);
        foreach (var faults in Enumerable.Range(0, 1 << 5).Select(bits => Enumerable.Range(0, 5).Where(b => (bits >> b & 1) != 0).Select(b => (FakeFault)b)).Where(f => f.Count() < 3))
        {
            var before = Spark.Queries.Count;
            foreach (var fault in faults) Spark.Faults.Enqueue(fault);
            var started = await client.StartAsync(new StartStream { QueryName = "q" }, Ct);
            Assert.True(Spark.Queries.Count == before + 1, $"started {Spark.Queries.Count - before} times under {string.Join(", ", faults)}");
            Assert.Equal(Spark.Queries[^1].Query.Id, started.Query);
            Assert.Empty(Spark.Faults);
        }

        Assert.Equal(Spark.Queries.Count, Spark.Calls.Count(c => c == "ReleaseExecute"));
    }

    [Fact]
    public async Task A_call_that_finds_nobody_is_repeated()
    {
        var client = _server.Client();
        await client.ProbeAsync(Ct);
        Spark.Unavailable = 2;
        Assert.Equal("file:/srv/warehouse", await client.GetAsync("spark.sql.warehouse.dir", Ct));
        Assert.Equal(["AnalyzePlan", "Config", "Config", "Config"], Spark.Calls);
    }

    [Fact]
    public async Task An_error_is_reported_once_with_its_class_and_causes()
    {
        Spark.StartError = FakeSparkErrors.Error("STREAM_FAILED", "Query terminated with exception: Job aborted", "e1");
        Spark.Details["e1"] = new ErrorDetailsReply
        {
            RootIndex = 0,
            Errors =
            {
                new ErrorDetailsReply.Types.Error { Message = "[STREAM_FAILED] Query terminated with exception: Job aborted", CauseIndex = 1, Condition = new() { ErrorClass = "STREAM_FAILED" } },
                new ErrorDetailsReply.Types.Error { Message = "Job aborted", CauseIndex = 2 },
                new ErrorDetailsReply.Types.Error { Message = "This server does not host this topic-partition." },
            },
        };
        var client = _server.Client();
        await client.ProbeAsync(Ct);
        var error = await Assert.ThrowsAsync<SparkQueryException>(() => client.StartAsync(new StartStream(), Ct));
        Assert.Equal("STREAM_FAILED", error.ErrorClass);
        Assert.Equal(
            "[STREAM_FAILED] Query terminated with exception: Job aborted Caused by: This server does not host this topic-partition.", error.Message);
    }

    [Fact]
    public async Task Three_five_gives_no_details_and_its_class_is_read_from_the_message()
    {
        Spark.Version = "3.5.7";
        Spark.StartError = FakeSparkErrors.OldError("UNRESOLVED_COLUMN.WITH_SUGGESTION", "A column cannot be resolved.");
        var client = _server.Client();
        await client.ProbeAsync(Ct);
        var error = await Assert.ThrowsAsync<SparkQueryException>(() => client.StartAsync(new StartStream(), Ct));
        Assert.Equal("UNRESOLVED_COLUMN.WITH_SUGGESTION", error.ErrorClass);
        Assert.DoesNotContain("FetchErrorDetails", Spark.Calls);
    }

    [Fact]
    public async Task A_server_that_was_restarted_is_noticed_and_nothing_is_started_on_it()
    {
        var client = _server.Client();
        await client.ProbeAsync(Ct);
        Spark.Restart();
        var error = await Assert.ThrowsAsync<SparkQueryException>(() => client.StartAsync(new StartStream(), Ct));
        Assert.Equal("INVALID_HANDLE.SESSION_CHANGED", error.ErrorClass);
        Assert.Empty(Spark.Queries);
    }

    [Fact]
    public async Task The_token_goes_with_every_call_and_into_no_message()
    {
        Spark.Token = "s3cret";
        var client = _server.Client("s3cret");
        await client.ProbeAsync(Ct);
        await client.SetAsync(new Dictionary<string, string>(), Ct);
        await client.StartAsync(new StartStream(), Ct);
        await client.SqlAsync("SELECT 1", Ct);
        await client.ReleaseAsync(Ct);
        var error = await Assert.ThrowsAsync<RpcException>(() => _server.Client("wr0ng").ProbeAsync(Ct));
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.DoesNotContain("wr0ng", error.ToString());
    }

    [Fact]
    public async Task A_server_that_is_halted_is_given_up_after_the_limits()
    {
        var client = _server.Client(callLimitMs: 50, retryLimitMs: 200);
        Spark.Halted = true;
        var error = await Assert.ThrowsAsync<SparkQueryException>(() => client.GetAsync("a", Ct));
        Assert.Contains("no longer answers", SparkLoss.Explain(error)!.Message);
    }

    [Fact]
    public async Task A_start_that_nobody_answers_ends_with_its_caller()
    {
        var client = _server.Client();
        await client.ProbeAsync(Ct);
        Spark.Faults.Enqueue(FakeFault.Silence);
        using var cancel = new CancellationTokenSource();
        var starting = client.StartAsync(new StartStream(), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
    }

    [Fact]
    public async Task The_probe_gives_the_version_and_leaves_nothing_behind()
    {
        Assert.Equal("4.1.1", await SparkProbe.VersionAsync(_server.Address, null, TimeProvider.System, Ct));
        Assert.Single(Spark.Closed);
    }

    [Theory]
    [InlineData("4.1.1", "ReleaseSession")]
    [InlineData("3.5.7", "Stream.Stop")]
    public async Task Giving_the_session_back_stops_its_queries(string version, string call)
    {
        Spark.Version = version;
        var client = _server.Client();
        await client.ProbeAsync(Ct);
        await client.StartAsync(new StartStream(), Ct);
        await client.ReleaseAsync(Ct);
        Assert.False(Spark.Queries[0].Query.Active);
        Assert.Contains(call, Spark.Calls);
    }
}
