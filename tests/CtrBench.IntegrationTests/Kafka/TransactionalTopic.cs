using System.Text;
using Confluent.Kafka;
using CtrBench.Traffic.Kafka;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>Events that another program writes in transactions, to partition 0 of a topic.</summary>
internal sealed class TransactionalTopic(string address, string topic) : IDisposable
{
    private readonly List<IProducer<Null, byte[]>> _producers = [];

    /// <summary>One transaction with an event of this kind for each time; <paramref name="commit"/>: null leaves it open.</summary>
    /// <returns>Its transactional id.</returns>
    public string Write(string kind, bool? commit, params long[] eventTimesMs)
    {
        var id = $"{topic}-{_producers.Count}";
        var config = new Dictionary<string, string>(KafkaClientConfig.TransactionalProducer(new KafkaSettings { BootstrapServers = address }, id));
        var producer = new ProducerBuilder<Null, byte[]>(config).SetLogHandler((_, _) => { }).Build();
        _producers.Add(producer);
        producer.InitTransactions(TimeSpan.FromSeconds(20));
        producer.BeginTransaction();
        foreach (var ms in eventTimesMs)
        {
            var value = FormattableString.Invariant(
                $"{{\"event_type\":\"{kind}\",\"event_time_ms\":{ms},\"producer_timestamp_ns\":{ms}000000}}");
            producer.Produce(new TopicPartition(topic, 0), new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(value) });
        }

        producer.Flush(TimeSpan.FromSeconds(20));
        if (commit == true) producer.CommitTransaction();
        if (commit == false) producer.AbortTransaction();
        return id;
    }

    public void Dispose()
    {
        foreach (var producer in _producers) producer.Dispose();
    }
}
