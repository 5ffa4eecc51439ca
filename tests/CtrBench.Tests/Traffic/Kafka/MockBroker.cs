using System.Runtime.InteropServices;
using Confluent.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Kafka.Native;

namespace CtrBench.Tests.Traffic.Kafka;

/// <summary>librdkafka's own broker for tests: in this process, on loopback. It keeps about 5 MiB of a partition and forgets the oldest.</summary>
internal sealed class MockBroker : IDisposable
{
    private const string Library = "librdkafka";
    private readonly nint _owner;
    private readonly nint _cluster;

    static MockBroker() =>
        NativeLibrary.SetDllImportResolver(typeof(MockBroker).Assembly, (name, _, path) => name == Library ? Librdkafka.Load(path) : 0);

    public MockBroker()
    {
        // Any client will do as the owner.
        unsafe
        {
            var conf = Librdkafka.ConfNew();
            Assert.Equal(0, Librdkafka.ConfSet(conf, "log_level", "0", null, 0));
            _owner = Librdkafka.New(0, conf, null, 0);
        }
        _cluster = ClusterNew(_owner, 1);
        Settings = new KafkaSettings { BootstrapServers = Marshal.PtrToStringUTF8(Bootstraps(_cluster))! };
        Producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Settings.BootstrapServers, LingerMs = 1, AllowAutoCreateTopics = false })
            .SetLogHandler((_, _) => { }).Build();
    }

    public KafkaSettings Settings { get; }

    public IProducer<byte[], byte[]> Producer { get; }

    public void CreateTopic(string name, int partitions) => Assert.Equal(0, TopicCreate(_cluster, name, partitions, 1));

    public void SetDown() => Assert.Equal(0, BrokerSetDown(_cluster, 1));

    public void SetUp() => Assert.Equal(0, BrokerSetUp(_cluster, 1));

    /// <summary>The broker answers the next request to store records with an error.</summary>
    public void FailNextProduce(ErrorCode error) => PushErrors(_cluster, 0, 1, [(int)error]);

    /// <summary>What the broker says of a topic from now on when it is asked about it.</summary>
    public void SetTopicError(string topic, ErrorCode error) => TopicSetError(_cluster, topic, (int)error);

    public void Dispose()
    {
        Producer.Dispose();
        ClusterDestroy(_cluster);
        Librdkafka.Destroy(_owner);
    }

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static extern nint ClusterNew(nint client, int brokers);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static extern void ClusterDestroy(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static extern nint Bootstraps(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_create")]
    private static extern int TopicCreate(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicas);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_set_error")]
    private static extern void TopicSetError(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int error);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static extern int BrokerSetDown(nint cluster, int broker);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static extern int BrokerSetUp(nint cluster, int broker);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static extern void PushErrors(nint cluster, short request, nuint count, int[] errors);
}
