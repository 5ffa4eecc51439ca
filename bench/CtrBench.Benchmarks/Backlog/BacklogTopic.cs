using System.Buffers.Binary;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Benchmarks.Backlog;

/// <summary>A topic full of the product's own events, headers included; made once and used by every later run on the same broker.</summary>
public static class BacklogTopic
{
    /// <summary>The mark of its records.</summary>
    public const string RunMark = "backlog";

    /// <summary>Partitions of the topic.</summary>
    public const int Partitions = 2;

    /// <summary>The topic with <paramref name="events"/> events; filled when it is not there or not full.</summary>
    public static async Task<string> EnsureAsync(string bootstrap, int events)
    {
        var name = $"ctrbench-backlog-{events}";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        var known = admin.GetMetadata(TimeSpan.FromSeconds(20)).Topics.Any(topic => topic.Topic == name);
        if (known && await StoredAsync(bootstrap, name) == events) return name;
        if (known)
        {
            await admin.DeleteTopicsAsync([name]);
            while (admin.GetMetadata(TimeSpan.FromSeconds(20)).Topics.Any(topic => topic.Topic == name)) await Task.Delay(200);
        }
        await admin.CreateTopicsAsync([new TopicSpecification
        {
            Name = name,
            NumPartitions = Partitions,
            ReplicationFactor = 1,
            Configs = new() { ["message.timestamp.type"] = "LogAppendTime" },
        }]);
        Fill(bootstrap, name, events);
        var stored = await StoredAsync(bootstrap, name);
        return stored == events ? name : throw new InvalidOperationException($"{stored} of {events} events were stored in '{name}'.");
    }

    private static async Task<long> StoredAsync(string bootstrap, string name)
    {
        await using var reader = await KafkaReader.OpenAsync(
            new() { BootstrapServers = bootstrap }, name, Partitions, null, RecordDetail.ValuesOnly, TimeProvider.System, default);
        return (await reader.EndOffsetsAsync(default)).Sum();
    }

    private static void Fill(string bootstrap, string topic, int events)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = bootstrap,
            EnableIdempotence = true,
            LingerMs = 20,
            BatchSize = 500_000,
            EnableDeliveryReports = false,
            QueueBufferingMaxMessages = 1_000_000,
            QueueBufferingMaxKbytes = 512_000,
        };
        using var producer = new ProducerBuilder<byte[], byte[]>(config).Build();
        var workload = new Workload { EventsPerSecond = 50_000, DurationMs = events / 50 + 60_000, Partitions = Partitions };
        var schedules = EventSchedules.Create(workload, 20_000);
        var factory = new AdEventFactory(schedules);
        var schedule = schedules.Merged();
        var json = new byte[2_048];
        var run = KafkaHeaders.EncodeRun(RunMark);
        for (var i = 0; i < events && schedule.TryNext(out var next); i++)
        {
            var e = factory.Create(next, next.DueNs + 50_000);
            var key = e.AdId.Utf8.ToArray();
            var due = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(due, next.DueNs);
            var message = new Message<byte[], byte[]>
            {
                Key = key,
                Value = json.AsSpan(0, AdEventJson.Write(e, json)).ToArray(),
                Headers = [new Header(KafkaHeaders.Run, run), new Header(KafkaHeaders.Due, due)],
            };
            var to = new TopicPartition(topic, Traffic.Arrivals.Partitioner.Partition(key, Partitions));
            while (true)
            {
                try
                {
                    producer.Produce(to, message);
                    break;
                }
                catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
                {
                    producer.Poll(TimeSpan.FromMilliseconds(50));
                }
            }
        }
        producer.Flush(TimeSpan.FromMinutes(2));
    }
}
