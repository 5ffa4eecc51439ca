using System.Net.Sockets;

namespace CtrBench.Harness.Doctor;

/// <summary>Looks at Spark Connect: so far only whether its port answers.</summary>
internal static class SparkCheck
{
    private const string Name = "Spark Connect";
    private const int StandardPort = 15_002;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What is found at an address.</summary>
    public static async Task<EndpointFinding> LookAsync(Uri? url, TimeProvider clock, CancellationToken ct)
    {
        if (url is null)
        {
            return new EndpointFinding(Name, null, EndpointState.NotConfigured)
            {
                Words = "give --spark sc://localhost:15002 or set CTRBENCH_SPARK; docker compose up -d starts one",
            };
        }

        var port = url.Port > 0 && !url.IsDefaultPort ? url.Port : StandardPort;
        var address = FormattableString.Invariant($"{url.Scheme}://{url.Host}:{port}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var patience = new CancellationTokenSource(Patience, clock);
        await using var link = patience.Token.Register(limit.Cancel);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.DnsSafeHost, port, limit.Token);
            return new EndpointFinding(Name, address, EndpointState.Answers) { Words = "the port answers; its version is not asked" };
        }
        catch (SocketException e)
        {
            return Fails($"nothing answers ({e.Message.TrimEnd('.')})");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Fails(FormattableString.Invariant($"no answer within {Patience.TotalSeconds:0} s"));
        }

        EndpointFinding Fails(string words) => new(Name, address, EndpointState.Fails)
        {
            Words = $"{words}. It is started by sbin/start-connect-server.sh, or docker compose up -d.",
        };
    }
}
