using System.Text.Json;

namespace CtrBench.Engines.FlinkSql;

/// <summary>The SQL Gateway: sessions and statements. Version 2 of its REST API is in every Flink since 1.18.</summary>
internal sealed class GatewayClient(FlinkHttp http, FlinkSettings settings, TimeProvider clock)
{
    // Statements of this program answer with a row or none.
    private const int MostRows = 1_000;

    // A page that is not ready is asked for again until the caller gives up; others lead to the next one, and there are few.
    private const int MostPages = 1_000;

    /// <summary>The address, for messages.</summary>
    public Uri Address => http.Address;

    /// <summary>Product and version.</summary>
    public Task<GatewayWire.Info> InfoAsync(CancellationToken ct) => http.GetAsync<GatewayWire.Info>("v2/info", ct);

    /// <summary>Opens a session with these settings, which Flink accepts without a check; returns its handle.</summary>
    public async Task<string> OpenSessionAsync(string name, IReadOnlyDictionary<string, string> properties, CancellationToken ct)
    {
        var body = new GatewayWire.OpenSession(name, properties);
        var session = await http.PostAsync<GatewayWire.OpenSession, GatewayWire.Session>(
            "v2/sessions", body, FlinkJson.Default.OpenSession, ct).ConfigureAwait(false);
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

    // Of the same operation on the same server, or the reply is not Flink's: nobody else is asked in its name.
    private string NextPage(string uri, string start)
    {
        var at = uri.IndexOf(start, StringComparison.Ordinal);
        var host = Uri.TryCreate(uri, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? absolute : null;
        var isHere = at >= 0 && (host is null ? uri.StartsWith('/') && !uri.StartsWith("//", StringComparison.Ordinal)
            : (host.Host, host.Port) == (http.Address.Host, http.Address.Port));
        if (!isHere)
            throw new FlinkRequestException(
                $"{http.Address} did not answer like Flink: its nextResultUri is not of this statement: "
                + uri[..Math.Min(uri.Length, 200)]);
        return uri[at..];
    }

    private async Task<StatementOutcome> RunAsync(string session, FlinkStatement statement, CancellationToken ct)
    {
        var body = new GatewayWire.Statement(statement.Sql);
        var operation = await http.PostAsync<GatewayWire.Statement, GatewayWire.Operation>(
            $"v2/sessions/{session}/statements", body, FlinkJson.Default.Statement, ct).ConfigureAwait(false);
        var (rows, jobId) = (new List<IReadOnlyList<JsonElement>>(), (string?)null);
        var start = $"v2/sessions/{session}/operations/{operation.OperationHandle}/result/";
        var path = start + "0?rowFormat=JSON";
        for (var pages = 0; ;)
        {
            var page = await http.GetAsync<GatewayWire.Page>(path, ct).ConfigureAwait(false);
            jobId = page.JobID ?? jobId;
            if (page.Results?.Data is { } data) rows.AddRange(data.Select(row => row.Fields));
            if (page.ResultType != "NOT_READY" && ++pages > MostPages || rows.Count > MostRows)
                throw new FlinkRequestException(
                    $"{http.Address} did not answer like Flink: its result has {pages} pages and {rows.Count} rows and does not end");
            if (page.NextResultUri is not { } next) return new StatementOutcome(jobId, rows);
            path = NextPage(next, start);
            if (page.ResultType == "NOT_READY") await Task.Delay(settings.StepDelay, clock, ct).ConfigureAwait(false);
        }
    }
}
