using System.Text.Json.Nodes;
using CtrBench.Engines.FlinkSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>
/// A SQL Gateway and a JobManager on one loopback port. It answers in the words of a real Flink 2.2.1 (folder Replies), changed to those of
/// other versions where they are known to differ (<see cref="FlinkDialect"/>), and knows one job.
/// </summary>
internal sealed class FakeFlink : IAsyncDisposable
{
    /// <summary>The events topic of the recorded metrics.</summary>
    public const string EventsTopic = "pe1";

    private const string JobId = "a6d0f823ed6ca2f0361bc233d6cf29f8";
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _asked = [];
    private int _operations;
    private long _runningTime;

    private FakeFlink(WebApplication app) => _app = app;

    /// <summary>Its address, for gateway and REST alike.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public string ProductName { get; set; } = "Apache Flink";

    public string Version { get; set; } = "2.2.1";

    /// <summary>The version that the JobManager says; null: the gateway's.</summary>
    public string? ClusterVersion { get; set; }

    public int SlotsAvailable { get; set; } = 4;

    public Dictionary<string, string> Config { get; } = new()
    {
        ["execution.checkpointing.savepoint-dir"] = "file:///savepoints",
        ["metrics.fetcher.update-interval"] = "1",
    };

    public long CheckpointIntervalMs { get; set; } = 10_000;

    /// <summary>State of the job; null: none was started.</summary>
    public string? JobState { get; set; }

    public string? JobName { get; private set; }

    /// <summary>State that a submitted job goes into.</summary>
    public string StateAfterInsert { get; set; } = FlinkState.Running;

    /// <summary>Reply of /exceptions.</summary>
    public string Exceptions { get; set; } = """{"exceptionHistory":{"entries":[],"truncated":false}}""";

    public long Restarts { get; set; }

    /// <summary>How often the tasks were started anew.</summary>
    public long Attempts { get; set; }

    /// <summary>Whether the JobManager waits for a TaskManager that is lost, and shows no new metrics meanwhile.</summary>
    public bool MetricsStandStill { get; set; }

    /// <summary>Values of metrics, by the end of their names; others are 0.</summary>
    public Dictionary<string, double> Metrics { get; } = new() { [".currentOffset"] = -1, [".currentInputWatermark"] = -9.223372036854775807E18 };

    /// <summary>Whether the metrics of the operators are registered yet.</summary>
    public bool HasMetrics { get; set; } = true;

    /// <summary>Totals that the job shows once it has finished.</summary>
    public (long Read, long Written)? Totals { get; set; }

    /// <summary>The reply of a savepoint or a stop; null: done.</summary>
    public string? SavepointReply { get; set; }

    public List<string> Sessions { get; } = [];

    public List<string> Statements { get; } = [];

    public JsonObject? SessionProperties { get; private set; }

    /// <summary>Every request, "GET /v1/overview", in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Answers a statement with an error: the body of a 500, or null for none.</summary>
    public Func<string, string?> StatementError { get; set; } = _ => null;

    /// <summary>Called before each request: true when it has answered by itself.</summary>
    public Func<HttpContext, Task<bool>> Fault { get; set; } = _ => Task.FromResult(false);

    public static async Task<FakeFlink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeFlink(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    /// <summary>A recorded reply.</summary>
    public static string Reply(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Engines", "FlinkSql", "Replies", name + ".json"));

    public int Count(string request) => Locked(() => Requests.Count(r => r.StartsWith(request, StringComparison.Ordinal)));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private T Locked<T>(Func<T> read)
    {
        lock (_lock) return read();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var what = $"{request.Method} {request.Path}{request.QueryString}";
        lock (_lock) Requests.Add(what);
        if (await Fault(context)) return;
        var body = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0 ? await JsonNode.ParseAsync(request.Body) : null;
        var (status, reply) = Locked(() => Answer(request.Method, request.Path.Value!.Trim('/').Split('/'), request.Query, body));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(reply);
    }

    private (int Status, string Reply) Answer(string method, string[] path, IQueryCollection query, JsonNode? body) => (method, path) switch
    {
        ("GET", ["v2", "info"]) => (200, $$"""{"productName":"{{ProductName}}","version":"{{Version}}"}"""),
        ("POST", ["v2", "sessions"]) => OpenSession(body!),
        ("POST", ["v2", "sessions", var s, "statements"]) => InSession(s, () => Execute((string)body!["statement"]!)),
        ("GET", ["v2", "sessions", var s, "operations", var o, "result", var page]) => InSession(s, () => Result(s, int.Parse(o), page)),
        ("POST", ["v2", "sessions", var s, "heartbeat"]) => InSession(s, () => (200, "{}")),
        ("DELETE", ["v2", "sessions", var s]) => InSession(s, () => Sessions.Remove(s) ? (200, """{"status":"CLOSED"}""") : (500, "")),
        ("GET", ["v1", "overview"]) => (200, $$"""{"taskmanagers":1,"slots-total":4,"slots-available":{{SlotsAvailable}},"jobs-running":0,"jobs-finished":0,"jobs-cancelled":0,"jobs-failed":0,"flink-version":"{{ClusterVersion ?? Version}}","flink-commit":"450c63e"}"""),
        ("GET", ["v1", "jobmanager", "config"]) => (200, new JsonArray([.. Config.Select(c => new JsonObject { ["key"] = c.Key, ["value"] = c.Value })]).ToJsonString()),
        ("GET", ["v1", "jobs", "overview"]) => (200, JobState is null ? """{"jobs":[]}""" : $$"""{"jobs":[{"jid":"{{JobId}}","name":"{{JobName}}","state":"{{JobState}}"}]}"""),
        (_, ["v1", "jobs", var id, ..]) when id != JobId || JobState is null => (404, Reply("unknown-job")),
        ("PATCH", ["v1", "jobs", _]) => Cancel(),
        ("GET", ["v1", "jobs", _, "status"]) => (200, $$"""{"status":"{{JobState}}"}"""),
        ("GET", ["v1", "jobs", _]) => (200, Job()),
        ("GET", ["v1", "jobs", _, "exceptions"]) => (200, FlinkDialect.Exceptions(Version, Exceptions)),
        ("GET", ["v1", "jobs", _, "metrics"]) => (200, $$"""[{"id":"numRestarts","value":"{{Restarts}}"},{"id":"runningTime","value":"{{(MetricsStandStill ? _runningTime : ++_runningTime)}}"}]"""),
        ("GET", ["v1", "jobs", _, "vertices", _]) => (200, VertexDetails()),
        ("GET", ["v1", "jobs", _, "checkpoints"]) => (200, Reply("checkpoints")),
        ("GET", ["v1", "jobs", _, "checkpoints", "config"]) => (200, $$"""{"mode":"exactly_once","interval":{{(CheckpointIntervalMs == 0 ? long.MaxValue : CheckpointIntervalMs)}}}"""),
        ("GET", ["v1", "jobs", _, "vertices", var v, "subtasks", "metrics"]) => (200, VertexMetrics(v, query["get"].ToString())),
        ("POST", ["v1", "jobs", _, "savepoints"]) => (202, """{"request-id":"1"}"""),
        ("POST", ["v1", "jobs", _, "stop"]) => Stop((bool)body!["drain"]!),
        ("GET", ["v1", "jobs", _, "savepoints", _]) => (200, SavepointReply ?? """{"status":{"id":"COMPLETED"},"operation":{"location":"file:/savepoints/savepoint-1"}}"""),
        ("POST", ["v1", "savepoint-disposal"]) => (202, """{"request-id":"3"}"""),
        _ => (404, """{"errors":["Not found."]}"""),
    };

    private (int, string) OpenSession(JsonNode body)
    {
        SessionProperties = body["properties"]!.AsObject();
        var handle = $"5b9eb6b2-9f0b-4a7e-9d4b-{Sessions.Count:000000000000}";
        Sessions.Add(handle);
        return (200, $$"""{"sessionHandle":"{{handle}}"}""");
    }

    private (int, string) InSession(string session, Func<(int, string)> answer) =>
        Sessions.Contains(session) ? answer() : (500, Reply("error-unknown-session"));

    private (int, string) Execute(string sql)
    {
        Statements.Add(sql);
        return (200, $$"""{"operationHandle":"{{_operations++}}"}""");
    }

    // As the real one: not ready at first, then the rows, then the end.
    private (int, string) Result(string session, int operation, string page)
    {
        var (sql, uri) = (Statements[operation], $"/v2/sessions/{session}/operations/{operation}/result");
        _asked[uri] = _asked.GetValueOrDefault(uri) + 1;
        if (_asked[uri] == 1) return (200, $$"""{"resultType":"NOT_READY","nextResultUri":"{{uri}}/0?rowFormat=JSON"}""");
        if (StatementError(sql) is { } error) return (500, error);
        var isJob = sql.StartsWith("INSERT", StringComparison.Ordinal);
        var job = isJob ? $"\"jobID\":\"{JobId}\"," : "";
        if (page != "0") return (200, $$$"""{"resultType":"EOS","isQueryResult":false,{{{job}}}"resultKind":"SUCCESS","results":{"columns":[],"rowFormat":"JSON","data":[]}}""");
        if (isJob) (JobState, JobName) = (StateAfterInsert, (string)SessionProperties!["pipeline.name"]!);
        return (200, $$"""{"resultType":"PAYLOAD","isQueryResult":false,{{job}}"resultKind":"SUCCESS","results":{"columns":[{"name":"result"}],"rowFormat":"JSON","data":[{"kind":"INSERT","fields":["{{(isJob ? JobId : "OK")}}"]}]},"nextResultUri":"{{uri}}/1?rowFormat=JSON"}""");
    }

    private (int, string) Cancel()
    {
        if (!FlinkState.IsTerminal(JobState!)) JobState = FlinkState.Canceled;
        return (202, "{}");
    }

    private (int, string) Stop(bool drain)
    {
        Drained = drain;
        if (SavepointReply is null) JobState = FlinkState.Finished;
        return (202, """{"request-id":"2"}""");
    }

    /// <summary>How the job was stopped; null: it was not.</summary>
    public bool? Drained { get; private set; }

    private string VertexDetails()
    {
        var details = JsonNode.Parse(Reply("vertex"))!;
        details["subtasks"]![0]!["attempt"] = Attempts;
        return details.ToJsonString();
    }

    private string Job()
    {
        var job = JsonNode.Parse(FlinkDialect.Job(Version, Reply("job")))!;
        job["state"] = JobState;
        if (Totals is not { } totals || JobState != FlinkState.Finished) return job.ToJsonString();
        foreach (var vertex in job["vertices"]!.AsArray())
        {
            var metrics = vertex!["metrics"]!;
            (metrics["read-records"], metrics["read-records-complete"]) = (totals.Read, true);
            (metrics["write-records"], metrics["write-records-complete"]) = (totals.Written, true);
        }

        return job.ToJsonString();
    }

    private string VertexMetrics(string vertex, string get)
    {
        var names = JsonNode.Parse(FlinkDialect.MetricNames(Version, Reply(vertex.StartsWith("cbc", StringComparison.Ordinal) ? "metric-names-0" : "metric-names-1")))!.AsArray();
        if (get.Length == 0) return HasMetrics ? names.ToJsonString() : "[]";
        var values = get.Split(',').Select(name => (Name: name, Value: Metrics.FirstOrDefault(m => name.EndsWith(m.Key, StringComparison.Ordinal)).Value));
        return new JsonArray([.. values.Select(v => new JsonObject { ["id"] = v.Name, ["min"] = v.Value, ["max"] = v.Value, ["sum"] = v.Value })]).ToJsonString();
    }
}
