namespace CtrBench.Engines.FlinkSql;

/// <summary>The two endpoints of a Flink cluster, as used by one run.</summary>
internal sealed class FlinkClients : IDisposable
{
    private readonly FlinkHttp _gateway;
    private readonly FlinkHttp _rest;

    /// <summary>Clients for these addresses; <paramref name="handler"/>: for tests, in place of the network.</summary>
    public FlinkClients(FlinkSettings settings, TimeProvider clock, HttpMessageHandler? handler)
    {
        _gateway = new FlinkHttp(settings.Gateway, settings, clock, handler);
        _rest = new FlinkHttp(settings.Rest, settings, clock, handler);
        (Gateway, Jobs) = (new GatewayClient(_gateway, settings, clock), new JobManagerClient(_rest));
    }

    /// <summary>The SQL Gateway.</summary>
    public GatewayClient Gateway { get; }

    /// <summary>The JobManager.</summary>
    public JobManagerClient Jobs { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gateway.Dispose();
        _rest.Dispose();
    }
}
