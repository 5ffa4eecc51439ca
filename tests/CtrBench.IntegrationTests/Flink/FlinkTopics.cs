using CtrBench.Engines;
using CtrBench.Traffic.Kafka;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>Fresh topics of one job on the broker beside Flink, deleted afterwards.</summary>
internal sealed class FlinkTopics : IAsyncDisposable
{
    private static int _jobs;

    private FlinkTopics(KafkaSettings settings, string name)
    {
        (Transport, Settings) = (new KafkaTransport(settings), settings);
        Endpoints = new EngineEndpoints(Transport, $"{name}-events", $"{name}-results", TimeProvider.System);
    }

    public KafkaSettings Settings { get; }

    public KafkaTransport Transport { get; }

    public EngineEndpoints Endpoints { get; }

    public static async Task<FlinkTopics> CreateAsync(KafkaSettings settings, int partitions, CancellationToken ct)
    {
        var topics = new FlinkTopics(settings, $"flink.it-{Environment.ProcessId}-{Interlocked.Increment(ref _jobs)}");
        await topics.Transport.CreateTopicsAsync([new(topics.Endpoints.EventsTopic, partitions), new(topics.Endpoints.ResultsTopic, 1)], ct);
        return topics;
    }

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        await Kafka.KafkaRig.DeleteAsync(Settings, [Endpoints.EventsTopic, Endpoints.ResultsTopic]);
    }
}
