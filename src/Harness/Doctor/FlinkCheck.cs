using System.Net.Sockets;
using System.Text.Json;

namespace CtrBench.Harness.Doctor;

/// <summary>Looks at the two REST endpoints of Flink.</summary>
internal static class FlinkCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The SQL Gateway, which takes statements.</summary>
    public static Task<EndpointFinding> GatewayAsync(Uri? url, CancellationToken ct) => LookAsync(
        "Flink SQL Gateway", url, "/info", "version",
        "give --flink-gateway http://localhost:8083 or set CTRBENCH_FLINK_GATEWAY; docker compose up -d starts one",
        "Is it the gateway's port (8083), not the JobManager's? It is started by bin/sql-gateway.sh start.", ct);

    /// <summary>The JobManager, which runs jobs and knows their figures.</summary>
    public static Task<EndpointFinding> RestAsync(Uri? url, CancellationToken ct) => LookAsync(
        "Flink REST", url, "/config", "flink-version",
        "give --flink-rest http://localhost:8081 or set CTRBENCH_FLINK_REST; docker compose up -d starts one",
        "Is it the JobManager's port (8081), not the gateway's? It is started by bin/start-cluster.sh.", ct);

    private static async Task<EndpointFinding> LookAsync(
        string name, Uri? url, string path, string field, string notConfigured, string advice, CancellationToken ct)
    {
        if (url is null) return new EndpointFinding(name, null, EndpointState.NotConfigured) { Words = notConfigured };
        var address = url.ToString().TrimEnd('/');
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            using var answer = await client.GetAsync(new Uri(address + path), ct);
            if (!answer.IsSuccessStatusCode) return Fails($"answers {(int)answer.StatusCode} to {path}. {advice}");
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
            var version = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(field, out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return version is null
                ? Fails($"answers, but its {path} names no {field}. {advice}")
                : new EndpointFinding(name, address, EndpointState.Answers) { Version = version };
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            return Fails($"nothing answers ({e.Message.TrimEnd('.')}). {advice}");
        }
        catch (HttpRequestException)
        {
            return Fails($"something answers there that does not speak HTTP. {advice}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Fails(FormattableString.Invariant(
                $"no answer within {Patience.TotalSeconds:0} s: it is up, and busy or stuck? {advice}"));
        }
        catch (JsonException)
        {
            return Fails($"answers {path} with something that is no JSON. {advice}");
        }

        EndpointFinding Fails(string words) => new(name, address, EndpointState.Fails) { Words = words };
    }
}
