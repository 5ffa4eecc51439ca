using System.Net;
using CtrBench.Engines.SparkConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CtrBench.Tests.Engines.SparkConnect;

/// <summary>A <see cref="FakeSpark"/> behind a port of this machine.</summary>
internal sealed class FakeSparkServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSparkServer(WebApplication app, FakeSpark spark) => (_app, Spark) = (app, spark);

    /// <summary>What it answers with.</summary>
    public FakeSpark Spark { get; }

    /// <summary>Its address.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>A server on a free port.</summary>
    public static async Task<FakeSparkServer> StartAsync(FakeSpark? spark = null)
    {
        var fake = spark ?? new FakeSpark();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, o => o.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(fake);
        var app = builder.Build();
        app.MapGrpcService<FakeSpark>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new FakeSparkServer(app, fake);
    }

    /// <summary>A client with a session of its own, which waits for no clock longer than it must.</summary>
    public SparkConnectClient Client(string? token = null, string? sessionId = null, long callLimitMs = 10_000, long retryLimitMs = 5_000)
    {
        var channel = SparkEndpoint.Open(Address, null);
        return new SparkConnectClient(channel.CreateCallInvoker(), new SparkSession("tester", sessionId ?? Guid.NewGuid().ToString(), token), TimeProvider.System)
        {
            RetryLimitMs = retryLimitMs,
            CallLimitMs = callLimitMs,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
