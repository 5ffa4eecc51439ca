using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>A fake Flink, the topics that its recorded metrics name, in memory, and an engine on both. Waits are of milliseconds.</summary>
internal sealed class FlinkRig : IAsyncDisposable
{
    private FlinkRig(FakeFlink flink, InMemoryTransport transport)
    {
        (Flink, Transport) = (flink, transport);
        Settings = new FlinkSettings
        {
            Gateway = flink.Address,
            Rest = flink.Address,
            PollInterval = Ms(2),
            StepDelay = Ms(1),
            RetryDelay = Ms(1),
            LostAfter = TimeSpan.FromSeconds(5),
            ReadyWithin = TimeSpan.FromSeconds(30),
            RequestTimeout = TimeSpan.FromSeconds(20),
        };
    }

    public FakeFlink Flink { get; }

    public InMemoryTransport Transport { get; }

    public FlinkSettings Settings { get; set; }

    public EngineEndpoints Endpoints => new(Transport, FakeFlink.EventsTopic, "results", TimeProvider.System);

    public FlinkSqlEngine Engine => new(Settings) { Brokers = new KafkaSettings { BootstrapServers = "broker:9092" } };

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<FlinkRig> StartAsync()
    {
        var transport = new InMemoryTransport(TimeProvider.System);
        await transport.CreateTopicsAsync([new(FakeFlink.EventsTopic, 1), new("results", 1)], Ct);
        return new FlinkRig(await FakeFlink.StartAsync(), transport);
    }

    public Task<IRunningQuery> StartQueryAsync(CtrQuery? query = null) => Engine.StartAsync(query ?? new(), Endpoints, Ct);

    /// <summary>Appends so many records to the events topic.</summary>
    public async Task AppendAsync(int count)
    {
        await using var writer = await Transport.OpenWriterAsync(FakeFlink.EventsTopic, Ct);
        for (var i = 0; i < count; i++) writer.Append(0, default, "{}"u8);
        await writer.FlushAsync(Ct);
    }

    /// <summary>Waits for a state of the query.</summary>
    public static async Task UntilAsync(IRunningQuery query, Func<QueryProgress, bool> holds)
    {
        while (!holds(query.Progress)) await Task.Delay(Ms(1), TimeProvider.System, Ct);
    }

    /// <summary>Waits for a state of the fake.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(Ms(1), TimeProvider.System, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Flink.DisposeAsync();
        await Transport.DisposeAsync();
    }

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);
}
