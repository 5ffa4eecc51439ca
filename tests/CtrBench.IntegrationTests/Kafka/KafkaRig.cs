using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>One topic of a test on a real broker, deleted afterwards.</summary>
internal sealed class KafkaRig : IAsyncDisposable
{
    private static int _topics;

    /// <summary>A name that no other test has; the topic is not created.</summary>
    public KafkaRig(string address, string runMark = "this-run") =>
        Settings = new() { BootstrapServers = address, RunMark = runMark };

    public KafkaSettings Settings { get; }

    public string Topic { get; } = $"kafka-{Environment.ProcessId}-{Interlocked.Increment(ref _topics)}";

    public KafkaTransport Transport => field ??= new KafkaTransport(Settings, TimeProvider.System);

    /// <summary>Creates the topic.</summary>
    public async Task<KafkaRig> CreateAsync(CancellationToken ct, int partitions = 1)
    {
        await Transport.CreateTopicsAsync([new(Topic, partitions)], ct);
        return this;
    }

    /// <summary>Everything stored in the topic now.</summary>
    public async Task<List<StoredRecord>> ReadAllAsync(int partitions, CancellationToken ct)
    {
        await using var reader = await Transport.OpenReaderAsync(Topic, ct: TestContext.Current.CancellationToken);
        return await reader.TakeAsync(partitions, (int)(await reader.EndOffsetsAsync(ct)).Sum(), ct);
    }

    /// <summary>Deletes topics, those that exist.</summary>
    public static async Task DeleteAsync(KafkaSettings settings, IReadOnlyList<string> topics)
    {
        if (topics.Count == 0) return;
        using var admin = new KafkaAdmin(settings, TimeProvider.System);
        var marks = admin.Metadata(CancellationToken.None).Topics.Select(known => known.Topic)
            .Where(known => topics.Any(topic => known.StartsWith(topic + "-mark-", StringComparison.Ordinal)));
        foreach (var topic in topics.Concat(marks)) await new KafkaTopics(admin, TimeProvider.System).DeleteAsync([topic], CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        await DeleteAsync(Settings, [Topic]);
    }
}
