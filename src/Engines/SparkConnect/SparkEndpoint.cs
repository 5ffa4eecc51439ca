using Grpc.Net.Client;

namespace CtrBench.Engines.SparkConnect;

/// <summary>The address of a Spark Connect server and the channel to it.</summary>
internal static class SparkEndpoint
{
    private const int DefaultPort = 15002;

    // The server's own limit. .NET's 4 MiB is less than a long history of a query (E14).
    private const int MaxMessageBytes = 128 << 20;

    /// <summary>The address as HTTP; Spark's <c>sc://host:port</c> is accepted too.</summary>
    /// <exception cref="EngineSetupException">It is invalid, or a token would be sent unencrypted.</exception>
    public static Uri Check(Uri server, bool hasToken)
    {
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https" or "sc") || server.Host.Length == 0)
            throw new EngineSetupException(
                $"'{server.OriginalString}' is not an address of a Spark Connect server: use http://host:{DefaultPort}.")
            { Setting = SparkSetup.ServerSetting };
        var address = server.Scheme == "sc" ? new UriBuilder("http", server.Host, server.Port > 0 ? server.Port : DefaultPort).Uri : server;
        if (hasToken && address.Scheme == "http" && !address.IsLoopback)
            throw new EngineSetupException(
                $"The token would be sent unencrypted to {address.Host}: Spark Connect itself has no TLS",
                "Put a TLS proxy in front of it and use https://, or reach the server through a tunnel on this machine");
        return address;
    }

    /// <summary>A channel; calls open the connection. <paramref name="handler"/>: owned and disposed by the caller.</summary>
    public static GrpcChannel Open(Uri address, HttpMessageHandler? handler) => GrpcChannel.ForAddress(
        address,
        new GrpcChannelOptions
        {
            HttpHandler = handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false },
            DisposeHttpClient = handler is null,
            MaxReceiveMessageSize = MaxMessageBytes,
        });
}
