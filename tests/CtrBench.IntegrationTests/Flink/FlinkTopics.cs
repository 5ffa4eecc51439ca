using CtrBench.Engines;
using CtrBench.Engines.Topics;
using CtrBench.Traffic.Kafka;
using CtrBench.Windows;
using CtrBench.Windows.Recordings;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>Fresh topics of one job on the broker beside Flink, deleted afterwards.</summary>
internal sealed class FlinkTopics : IAsyncDisposable
{
    private static int _jobs;
    private readonly int _partitions;

    private FlinkTopics(KafkaSettings settings, string name, int partitions)
    {
        (Transport, Settings, _partitions) = (new KafkaTransport(settings, TimeProvider.System), settings, partitions);
        Endpoints = new EngineEndpoints(Transport, $"{name}-events", $"{name}-results", TimeProvider.System);
    }

    public KafkaSettings Settings { get; }

    public KafkaTransport Transport { get; }

    public EngineEndpoints Endpoints { get; }

    public static async Task<FlinkTopics> CreateAsync(KafkaSettings settings, int partitions, CancellationToken ct)
    {
        var topics = new FlinkTopics(settings, $"flink.it-{Environment.ProcessId}-{Interlocked.Increment(ref _jobs)}", partitions);
        await topics.Transport.CreateTopicsAsync([new(topics.Endpoints.EventsTopic, partitions), new(topics.Endpoints.ResultsTopic, 1)], ct);
        return topics;
    }

    /// <summary>Every committed result, in the order of the topic.</summary>
    public Task<IReadOnlyList<StoredResult>> ResultsAsync(CancellationToken ct) =>
        StoredTopic.ResultsAsync(Endpoints, Endpoints.ResultsTopic, Assert.Fail, ct);

    /// <summary>Holds what is stored in both topics against the rules.</summary>
    public async Task<WindowReport> JudgeAsync(CtrQuery query, long lateCounter, CancellationToken ct)
    {
        var log = new StoredLog(_partitions, query, EngineFamily.Continuous);
        await foreach (var batch in StoredTopic.ReadAsync(Endpoints, Endpoints.EventsTopic, ct))
        {
            log.Add(batch);
            batch.Dispose();
        }

        return WindowValidation.Judge(query, log, await ResultsAsync(ct), lateCounter);
    }

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        await Kafka.KafkaRig.DeleteAsync(Settings, [Endpoints.EventsTopic, Endpoints.ResultsTopic]);
    }
}
