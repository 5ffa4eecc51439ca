using System.Text.Json;

namespace CtrBench.Engines.FlinkSql;

/// <summary>The SQL Gateway: sessions and statements. Version 2 of its REST API is in every Flink since 1.18.</summary>
internal sealed class GatewayClient(FlinkHttp http, FlinkSettings settings, TimeProvider clock)
{
    /// <summary>The address, for messages.</summary>
    public Uri Address => http.Address;

    /// <summary>Product and version.</summary>
    public Task<GatewayWire.Info> InfoAsync(CancellationToken ct) => http.GetAsync("v2/info", FlinkJson.Default.Info, ct);

    /// <summary>Opens a session with these settings, which Flink accepts without a check; returns its handle.</summary>
    public async Task<string> OpenSessionAsync(string name, IReadOnlyDictionary<string, string> properties, CancellationToken ct)
    {
        var body = new GatewayWire.OpenSession(name, properties);
        var session = await http.PostAsync(
            "v2/sessions", body, FlinkJson.Default.OpenSession, FlinkJson.Default.Session, ct).ConfigureAwait(false);
        return session.SessionHandle;
    }

    /// <summary>
    /// Runs one statement to its end: a job that it starts is then submitted, not finished. Returns the job's id and the rows. An error is
    /// Flink's deepest cause.
    /// </summary>
    public async Task<StatementOutcome> ExecuteAsync(string session, FlinkStatement statement, CancellationToken ct)
    {
        try
        {
            return await RunAsync(session, statement, ct).ConfigureAwait(false);
        }
        catch (FlinkRequestException e)
        {
            throw new FlinkStatementException(statement, statement.Hide(e.Message), e.Status, e);
        }
    }

    /// <summary>Keeps an idle session open.</summary>
    public Task HeartbeatAsync(string session, CancellationToken ct) =>
        http.DoAsync(HttpMethod.Post, $"v2/sessions/{session}/heartbeat", ct);

    /// <summary>Closes a session; its jobs continue.</summary>
    public Task CloseSessionAsync(string session, CancellationToken ct) => http.DoAsync(HttpMethod.Delete, $"v2/sessions/{session}", ct);

    private async Task<StatementOutcome> RunAsync(string session, FlinkStatement statement, CancellationToken ct)
    {
        var body = new GatewayWire.Statement(statement.Sql);
        var operation = await http.PostAsync(
            $"v2/sessions/{session}/statements", body, FlinkJson.Default.Statement, FlinkJson.Default.Operation, ct).ConfigureAwait(false);
        var (rows, jobId) = (new List<IReadOnlyList<JsonElement>>(), (string?)null);
        var path = $"v2/sessions/{session}/operations/{operation.OperationHandle}/result/0?rowFormat=JSON";
        while (true)
        {
            var page = await http.GetAsync(path, FlinkJson.Default.Page, ct).ConfigureAwait(false);
            jobId = page.JobID ?? jobId;
            if (page.Results?.Data is { } data) rows.AddRange(data.Select(row => row.Fields));
            if (page.NextResultUri is not { } next) return new StatementOutcome(jobId, rows);
            path = next;
            if (page.ResultType == "NOT_READY") await Task.Delay(settings.StepDelay, clock, ct).ConfigureAwait(false);
        }
    }
}
