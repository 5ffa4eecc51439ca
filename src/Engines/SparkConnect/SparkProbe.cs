using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Reads the version of a Spark Connect server; the exception says what is wrong if there is none.</summary>
internal static class SparkProbe
{
    /// <summary>The version as the server reports it. Nothing is left on the server.</summary>
    /// <exception cref="EngineSetupException">It does not answer, rejects the call, is another server, or is too old.</exception>
    public static async Task<string> VersionAsync(Uri server, string? token, TimeProvider clock, CancellationToken ct)
    {
        var address = SparkEndpoint.Check(server, token is not null);
        using var channel = SparkEndpoint.Open(address, null);
#pragma warning disable RS0030 // an id that must be unique on the server, and is not part of any result
        var session = new SparkSession("ctrbench", Guid.NewGuid().ToString(), token);
#pragma warning restore RS0030
        var client = new SparkConnectClient(channel.CreateCallInvoker(), session, clock);
        var version = await AskAsync(client, address, token is not null, ct).ConfigureAwait(false);
        await client.ReleaseAsync(ct).ConfigureAwait(false);
        return version.Text;
    }

    /// <summary>The version over a client's session.</summary>
    internal static async Task<SparkVersion> AskAsync(SparkConnectClient client, Uri address, bool hasToken, CancellationToken ct)
    {
        try
        {
            var version = await client.ProbeAsync(ct).ConfigureAwait(false);
            SparkSetup.ThrowIfTooOld(version, address);
            return version!;
        }
        catch (RpcException e)
        {
            ct.ThrowIfCancellationRequested();
            throw SparkSetup.NoAnswer(address, e, hasToken);
        }
    }
}
