using System.Net;
using System.Text;
using CsCheck;
using CtrBench.Engines.FlinkSql;
using CtrBench.Tests.Engines.FlinkSql;
using CtrBench.Windows;

namespace CtrBench.Tests.Fuzz;

/// <summary>Replies of something that is not, or not quite, a Flink: whatever they hold is an error by name.</summary>
public sealed class FlinkReplyFuzzTests
{
    private const string Pages = """
        {"resultType":"PAYLOAD","isQueryResult":false,"jobID":"a6d0","resultKind":"SUCCESS","results":{"columns":[{"name":"result"}],"rowFormat":"JSON","data":[{"kind":"INSERT","fields":["OK",null]}]},"nextResultUri":"/v2/sessions/s/operations/0/result/1?rowFormat=JSON"}
        """;

    private static readonly Dictionary<string, string[]> Replies = new()
    {
        ["v2/info"] = ["""{"productName":"Apache Flink","version":"2.2.1"}"""],
        ["v1/overview"] = ["""{"taskmanagers":1,"slots-total":4,"slots-available":4,"flink-version":"2.2.1"}"""],
        ["jobmanager/config"] = ["""[{"key":"metrics.fetcher.update-interval","value":"1000"},{"key":"web.timeout","value":"10 min"}]"""],
        ["jobs/overview"] = ["""{"jobs":[{"jid":"a6","name":"n","state":"RUNNING"}]}"""],
        ["/status"] = ["""{"status":"RUNNING"}""", """{"status":"FINISHED"}""", """{"status":"RESTARTING"}"""],
        ["/exceptions"] = [FakeFlink.Reply("exceptions-missing-topic"), FakeFlink.Reply("exceptions-no-slot")],
        ["/checkpoints/config"] = ["""{"mode":"exactly_once","interval":10000}"""],
        ["/checkpoints"] = [FakeFlink.Reply("checkpoints")],
        ["/savepoints/"] = [FakeFlink.Reply("savepoint-failed"), """{"status":{"id":"COMPLETED"},"operation":{"location":"file:/s"}}"""],
        ["get=numRestarts"] = ["""[{"id":"numRestarts","value":"3"},{"id":"runningTime","value":"17"}]"""],
        ["subtasks/metrics?get="] = ["""[{"id":"numRecordsIn","min":1,"max":2,"sum":3},{"id":"Source__e.numRecordsIn","min":1,"max":"NaN","sum":3},{"id":"busyTimeMsPerSecond","min":0,"max":100.5}]"""],
        ["subtasks/metrics"] = [FakeFlink.Reply("metric-names-0"), FakeFlink.Reply("metric-names-1")],
        ["/vertices/"] = [FakeFlink.Reply("vertex")],
        ["/result/"] = [Pages, """{"resultType":"EOS","jobID":"a6d0","results":{"data":[]}}""", """{"resultType":"NOT_READY","nextResultUri":"/v2/sessions/s/operations/0/result/0"}"""],
        ["/statements"] = ["""{"operationHandle":"0"}"""],
        ["v1/jobs/"] = [FakeFlink.Reply("job")],
    };

    [Fact]
    public Task A_monitor_and_a_gateway_read_any_reply_or_say_that_it_is_not_flinks() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1_000_000]).Array[24].SampleAsync(async choices =>
        {
            var answers = new Answers(choices);
            var settings = new FlinkSettings { Gateway = new Uri("http://flink:1"), Rest = new Uri("http://flink:2"), StepDelay = TimeSpan.Zero };
            using var clients = new FlinkClients(settings, TimeProvider.System, answers);
            var cluster = new ClusterFacts(FlinkVersion.Parse("2.2.1"), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
            var query = new CtrQuery { Delivery = new() { CheckpointIntervalMs = 1_000 } };
            using var monitor = new FlinkMonitor(
                clients.Jobs, new FlinkJob("a6", new FlinkJobNames("n", FakeFlink.EventsTopic, "r"), query, 2, "s"), cluster, settings, TimeProvider.System);
            Func<Task>[] reads =
            [
                () => monitor.LookAsync(default), () => monitor.LookAsync(default), () => FlinkStart.VersionAsync(clients, default),
                async () => FlinkStart.Milliseconds((await clients.Jobs.ConfigAsync(default)).GetValueOrDefault("web.timeout")),
                () => clients.Jobs.JobsAsync(default), () => clients.Jobs.OverviewAsync(default), () => clients.Jobs.SavepointStatusAsync("a6", "1", default),
                () => clients.Jobs.CheckpointIntervalMsAsync("a6", default), () => clients.Gateway.ExecuteAsync("s", new FlinkStatement("SELECT 1", []), default),
            ];
            foreach (var read in reads)
            {
                try
                {
                    await read();
                }
                catch (CtrBenchException)
                {
                    // The named error.
                }
            }
        }, iter: Mutated.Count(600) / 9 + 1);

    [Fact]
    public void Any_error_text_has_a_cause()
    {
        string[] samples = [FakeFlink.Reply("error-syntax"), FakeFlink.Reply("error-no-connector"), FakeFlink.Reply("exceptions-missing-topic"), "\tat a.b.C.d(E.java:1)\n\tat x", "", "\n\n"];
        Mutated.Check(Mutated.Text([.. samples.Select(text => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal))]), 3_000, text =>
        {
            Assert.NotNull(FlinkErrorText.Cause(text));
            Assert.NotNull(FlinkErrorText.Cause([text, "", text]));
            Assert.NotNull(FlinkErrorText.Cause(text.Split('\n').Take(3).ToList()));
        }, _ => false);
    }

    [Theory]
    [InlineData("""{"resultType":"PAYLOAD","nextResultUri":"http://elsewhere:9/v2/sessions/s/operations/0/result/1"}""", "nextResultUri is not of this statement")]
    [InlineData("""{"resultType":"PAYLOAD","nextResultUri":"//elsewhere/v2/sessions/s/operations/0/result/1"}""", "nextResultUri is not of this statement")]
    [InlineData("""{"resultType":"PAYLOAD","nextResultUri":"/v2/sessions/other/operations/0/result/1"}""", "nextResultUri is not of this statement")]
    [InlineData("""{"resultType":"PAYLOAD","nextResultUri":"/v2/sessions/s/operations/0/result/1"}""", "does not end")]
    [InlineData("""{"nextResultUri":"/v2/sessions/s/operations/0/result/1"}""", "did not answer like Flink")]
    [InlineData("""{"resultType":"EOS","results":{"data":[null]}}""", "data: an element is null")]
    public async Task A_result_is_followed_on_its_own_server_only_and_not_for_ever(string page, string expected)
    {
        var asked = new List<string>();
        var settings = new FlinkSettings { Gateway = new Uri("http://flink:1"), Rest = new Uri("http://flink:2"), StepDelay = TimeSpan.Zero };
        using var clients = new FlinkClients(settings, TimeProvider.System, new Answers([]) { Fixed = page, Asked = asked });
        var error = await Assert.ThrowsAsync<FlinkStatementException>(
            () => clients.Gateway.ExecuteAsync("s", new FlinkStatement("SELECT 1", []), TestContext.Current.CancellationToken));
        Assert.Contains(expected, error.Message);
        Assert.All(asked, host => Assert.Equal("flink", host));
        Assert.InRange(asked.Count, 2, 1_010);
    }

    // Answers each request with a reply of its kind, mutated or not.
    private sealed class Answers(IReadOnlyList<(int Kind, int Choice)> choices) : HttpMessageHandler
    {
        private int _next;

        public string? Fixed { get; init; }

        public List<string> Asked { get; init; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.Host);
            var path = request.RequestUri!.PathAndQuery;
            var samples = Replies.FirstOrDefault(reply => path.Contains(reply.Key, StringComparison.Ordinal)).Value ?? ["{}"];
            var (kind, choice) = choices.Count == 0 ? (0, 0) : choices[_next++ % choices.Count];
            var text = Fixed is not null && path.Contains("/result/", StringComparison.Ordinal) ? Fixed
                : kind < 3 ? samples[(choice + _next) % samples.Length]
                : Mutated.Of(samples, choice + _next);
            var status = kind == 5 && choice % 3 == 0 ? HttpStatusCode.InternalServerError : HttpStatusCode.OK;
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") });
        }
    }
}
