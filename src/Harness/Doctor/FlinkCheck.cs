using System.Net.Sockets;
using System.Text.Json;

namespace CtrBench.Harness.Doctor;

/// <summary>Checks the two REST endpoints of Flink.</summary>
internal static class FlinkCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>The SQL Gateway, which executes statements.</summary>
    public static Task<EndpointFinding> GatewayAsync(Uri? url, CancellationToken ct) => LookAsync(
        "Flink SQL Gateway", url, "/info", "version",
        "pass --flink-gateway http://localhost:8083 or set CTRBENCH_FLINK_GATEWAY; docker compose up -d starts one",
        "Is it the gateway's port (8083), not the JobManager's? Start it with bin/sql-gateway.sh start.", ct);

    /// <summary>The JobManager, which runs jobs and has their metrics.</summary>
    public static Task<EndpointFinding> RestAsync(Uri? url, CancellationToken ct) => LookAsync(
        "Flink REST", url, "/config", "flink-version",
        "pass --flink-rest http://localhost:8081 or set CTRBENCH_FLINK_REST; docker compose up -d starts one",
        "Is it the JobManager's port (8081), not the gateway's? Start it with bin/start-cluster.sh.", ct);

    private static async Task<EndpointFinding> LookAsync(
        string name, Uri? url, string path, string field, string notConfigured, string advice, CancellationToken ct)
    {
        if (url is null) return new EndpointFinding(name, null, EndpointState.NotConfigured) { Message = notConfigured };
        var address = url.ToString().TrimEnd('/');
        try
        {
            using var client = new HttpClient { Timeout = Timeout };
            using var answer = await client.GetAsync(new Uri(address + path), ct);
            if (!answer.IsSuccessStatusCode) return Fails($"answers {(int)answer.StatusCode} to {path}. {advice}");
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
            var version = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(field, out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return version is null
                ? Fails($"answers, but its {path} has no {field}. {advice}")
                : new EndpointFinding(name, address, EndpointState.Answers) { Version = version };
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            return Fails($"nothing answers ({e.Message.TrimEnd('.')}). {advice}");
        }
        catch (HttpRequestException)
        {
            return Fails($"the server there does not speak HTTP. {advice}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Fails(FormattableString.Invariant(
                $"no answer within {Timeout.TotalSeconds:0} s: it is running, but busy or blocked? {advice}"));
        }
        catch (JsonException)
        {
            return Fails($"does not answer {path} with JSON. {advice}");
        }

        EndpointFinding Fails(string message) => new(name, address, EndpointState.Fails) { Message = message };
    }
}
