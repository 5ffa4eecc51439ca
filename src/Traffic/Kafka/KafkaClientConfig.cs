using System.Globalization;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// The librdkafka properties of each kind of client: defaults, then the user's own, which override them, then the few that this program's
/// guarantees depend on (nothing lost, no duplicates, no reliance on group state), which cannot be changed.
/// </summary>
internal static class KafkaClientConfig
{
    /// <summary>
    /// Largest record that a writer accepts, bytes. A value of 1 MiB with key, headers and batch overhead fits easily; a broker's default
    /// of 1,048,588 bytes per batch would reject it.
    /// </summary>
    public const int MaxRecordBytes = 4_000_000;

    /// <summary>
    /// Largest batch that a created topic accepts, bytes: a record of <see cref="MaxRecordBytes"/> and its overhead.
    /// </summary>
    public const int MaxBatchBytes = 4_194_304;

    /// <summary>The most records that a writer queues before it waits: 40 s of a paused broker at 50,000 records a second.</summary>
    public const int MaxQueuedRecords = 2_000_000;

    /// <summary>The most kilobytes that a writer queues before it waits.</summary>
    public const int MaxQueuedKilobytes = 1_048_576;

    /// <summary>
    /// How long a record may wait for the broker before it is counted as failed: long enough for a pause, a kill and a restart.
    /// </summary>
    public static readonly TimeSpan DeliveryTimeout = TimeSpan.FromMinutes(5);

    /// <summary>How long a running query waits for a broker that does not answer.</summary>
    public static readonly TimeSpan OutageTimeout = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a broker that answers must say that a topic does not exist: one that has just started may say so of any topic, and a client
    /// says so by itself when it has heard nothing for a time.
    /// </summary>
    public static readonly TimeSpan UnknownTopicTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How long a record of a transaction may wait; then a new client sends all of them again.</summary>
    public static readonly TimeSpan TransactionSendTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long the broker lets a transaction stay open: longer than a client sends and commits it, a pause and a restart included. Readers
    /// see nothing after a transaction whose owner died until the next owner, or this timeout, aborts it; so it is no longer than that.
    /// </summary>
    public static readonly TimeSpan TransactionTimeout = TimeSpan.FromMinutes(2);

    /// <summary>For metadata, topics and groups.</summary>
    public static Dictionary<string, string> Admin(KafkaSettings settings) =>
        Merge(settings, "admin", [], [new("allow.auto.create.topics", "false")]);

    /// <summary>For a writer: idempotent, so that a retry neither duplicates nor reorders records.</summary>
    public static Dictionary<string, string> Producer(KafkaSettings settings) => Producer(settings, "producer", []);

    /// <summary>For a transactional writer with this id.</summary>
    public static Dictionary<string, string> TransactionalProducer(KafkaSettings settings, string transactionalId) =>
        Producer(
            settings, "transactions",
            [
                new("transactional.id", transactionalId), new("transaction.timeout.ms", Ms(TransactionTimeout)),
                // The client requires that no record waits for longer than its transaction.
                new("message.timeout.ms", Ms(TransactionSendTimeout)),
                // Delivery reports are only counted: without their fields each costs a third less.
                new("dotnet.producer.delivery.report.fields", "none"),
            ]);

    /// <summary>
    /// For a reader that assigns its partitions itself and is given its start offsets. Fetches wait at most 10 ms for a record, and a full
    /// local queue pauses fetching for 1 ms only (the default of 1 s halves the rate). Each partition's queue holds about 20,000 records or
    /// 64 MB: more is not faster, since records that have left the CPU cache cost twice as much. It reads as the engines' own consumers do:
    /// without a property of the user, records of aborted and open transactions too.
    /// </summary>
    public static Dictionary<string, string> Reader(KafkaSettings settings) => Merge(
        settings, "reader",
        [
            new("fetch.wait.max.ms", "10"), new("fetch.queue.backoff.ms", "1"), new("fetch.error.backoff.ms", "100"),
            new("queued.max.messages.kbytes", "65536"), new("queued.min.messages", "20000"), new("fetch.message.max.bytes", "4194304"),
        ],
        [
            new("group.id", settings.ClientId + "-reader"), new("enable.auto.commit", "false"), new("enable.auto.offset.store", "false"),
            new("auto.offset.reset", "error"), new("enable.partition.eof", "true"),
            new(KafkaIsolation.Property, settings.Isolation ?? KafkaIsolation.Uncommitted), new("allow.auto.create.topics", "false"),
        ]);

    private static Dictionary<string, string> Producer(
        KafkaSettings settings, string role, ReadOnlySpan<KeyValuePair<string, string>> more) => Merge(
        settings, role,
        [
            // One request at a time. With more, the client's thread busy-polls while all of them are in flight, and takes CPU from a broker
            // on the same machine: measured 30,000 to 80,000 records/s instead of over 200,000.
            new("linger.ms", "1"), new("max.in.flight.requests.per.connection", "1"), new("message.timeout.ms", Ms(DeliveryTimeout)),
            new("queue.buffering.max.messages", Text(MaxQueuedRecords)), new("queue.buffering.max.kbytes", Text(MaxQueuedKilobytes)),
            new("message.max.bytes", Text(MaxRecordBytes)),
        ],
        [
            new("enable.idempotence", "true"), new("acks", "all"), new("allow.auto.create.topics", "false"),
            .. more,
        ]);

    private static Dictionary<string, string> Merge(
        KafkaSettings settings, string role, ReadOnlySpan<KeyValuePair<string, string>> defaults,
        ReadOnlySpan<KeyValuePair<string, string>> promised)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client.id"] = $"{settings.ClientId}-{role}",
            // A broker that was restarted is back in use within a second; by default a client may sleep for ten.
            ["reconnect.backoff.ms"] = "50",
            ["reconnect.backoff.max.ms"] = "1000",
            // A deleted topic is recognised as deleted after 5 s, not 30.
            ["topic.metadata.propagation.max.ms"] = "5000",
            // Logs are collected for messages (KafkaClientErrors): nothing goes to standard error.
            ["log.connection.close"] = "false",
        };
        foreach (var (key, value) in defaults) all[key] = value;
        // The isolation is a reader's alone, which states it below.
        foreach (var key in settings.Properties.Keys) KafkaConfigFile.ThrowIfRunsCode("client properties", key);
        foreach (var (key, value) in settings.Properties)
            if (key != KafkaIsolation.Property) Replace(all, key, value);
        foreach (var (key, value) in promised) Replace(all, key, value);
        Replace(all, "bootstrap.servers", settings.BootstrapServers);
        return all;
    }

    /// <summary>Sets a property and drops its other name: librdkafka would use whichever it sees last.</summary>
    private static void Replace(Dictionary<string, string> all, string key, string value)
    {
        foreach (var (one, other) in Aliases)
        {
            if (key == one) all.Remove(other);
            if (key == other) all.Remove(one);
        }
        all[key] = value;
    }

    private static readonly (string, string)[] Aliases =
    [
        ("linger.ms", "queue.buffering.max.ms"), ("message.timeout.ms", "delivery.timeout.ms"), ("acks", "request.required.acks"),
        ("bootstrap.servers", "metadata.broker.list"), ("fetch.message.max.bytes", "max.partition.fetch.bytes"),
    ];

    private static string Ms(TimeSpan time) => Text((long)time.TotalMilliseconds);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
