using System.Globalization;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// The librdkafka properties of each kind of client: defaults, then the user's own, which win, then the few that this program's promises
/// lean on (nothing lost, nothing twice, no reliance on group state), which nobody may change.
/// </summary>
internal static class KafkaClientConfig
{
    /// <summary>
    /// Largest record that a writer takes, bytes. A value of 1 MiB with key, headers and the frame of its batch fits with room to spare;
    /// a broker's default of 1,048,588 bytes a batch would refuse it.
    /// </summary>
    public const int MaxRecordBytes = 4_000_000;

    /// <summary>
    /// Largest batch that a created topic takes, bytes: a record of <see cref="MaxRecordBytes"/> and its frame.
    /// </summary>
    public const int MaxBatchBytes = 4_194_304;

    /// <summary>Records that a writer holds at most before it waits for room: 40 s of a paused broker at 50,000 records a second.</summary>
    public const int MaxQueuedRecords = 2_000_000;

    /// <summary>Kilobytes that a writer holds at most before it waits for room.</summary>
    public const int MaxQueuedKilobytes = 1_048_576;

    /// <summary>How long a record may wait for the broker before it is counted as failed: outlives a pause, a kill and a restart.</summary>
    public static readonly TimeSpan DeliveryTimeout = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the broker lets a transaction stay open: several checkpoints, a pause and a restart. Readers see nothing behind a
    /// transaction whose owner died until the next owner, or this timeout, aborts it; so no longer than that.
    /// </summary>
    public static readonly TimeSpan TransactionTimeout = TimeSpan.FromMinutes(2);

    /// <summary>For metadata, topics and groups.</summary>
    public static Dictionary<string, string> Admin(KafkaSettings settings) =>
        Merge(settings, "admin", [], [new("allow.auto.create.topics", "false")]);

    /// <summary>For a writer: idempotent, so that a retry neither doubles nor reorders.</summary>
    public static Dictionary<string, string> Producer(KafkaSettings settings) => Producer(settings, "producer", []);

    /// <summary>For a transactional writer of that name.</summary>
    public static Dictionary<string, string> TransactionalProducer(KafkaSettings settings, string transactionalId) =>
        Producer(
            settings, "transactions",
            [
                new("transactional.id", transactionalId), new("transaction.timeout.ms", Ms(TransactionTimeout)),
                // No record may wait for longer than its transaction: the client insists.
                new("message.timeout.ms", Ms(TransactionTimeout)),
                // Reports are counted, not looked at: without their fields each costs a third less.
                new("dotnet.producer.delivery.report.fields", "none"),
            ]);

    /// <summary>
    /// For a reader that assigns its partitions itself and starts where it is told. Fetches wait 10 ms at most for a record, and a full
    /// local queue pauses fetching for 1 ms only (the default of 1 s halves the rate). Each partition's queue holds some 20,000 records or
    /// 64 MB: more is no faster, since records that have left the processor's cache cost twice.
    /// </summary>
    public static Dictionary<string, string> Reader(KafkaSettings settings) => Merge(
        settings, "reader",
        [
            new("fetch.wait.max.ms", "10"), new("fetch.queue.backoff.ms", "1"), new("fetch.error.backoff.ms", "100"),
            new("queued.max.messages.kbytes", "65536"), new("queued.min.messages", "20000"), new("fetch.message.max.bytes", "4194304"),
        ],
        [
            new("group.id", settings.ClientId + "-reader"), new("enable.auto.commit", "false"), new("enable.auto.offset.store", "false"),
            new("auto.offset.reset", "error"), new("isolation.level", "read_committed"), new("enable.partition.eof", "true"),
            new("allow.auto.create.topics", "false"),
        ]);

    private static Dictionary<string, string> Producer(
        KafkaSettings settings, string role, ReadOnlySpan<KeyValuePair<string, string>> more) => Merge(
        settings, role,
        [
            new("linger.ms", "1"), new("message.timeout.ms", Ms(DeliveryTimeout)),
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
            // A broker that was restarted is back in use within a second; the default lets a client sleep for ten.
            ["reconnect.backoff.ms"] = "50",
            ["reconnect.backoff.max.ms"] = "1000",
            // A deleted topic is believed deleted after 5 s, not 30.
            ["topic.metadata.propagation.max.ms"] = "5000",
            // Logs are collected for messages (KafkaClientErrors): nothing goes to standard error.
            ["log.connection.close"] = "false",
        };
        foreach (var (key, value) in defaults) all[key] = value;
        foreach (var (key, value) in settings.Properties) Replace(all, key, value);
        foreach (var (key, value) in promised) Replace(all, key, value);
        Replace(all, "bootstrap.servers", settings.BootstrapServers);
        return all;
    }

    /// <summary>Sets a property and drops its other name: librdkafka would take whichever it sees last.</summary>
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
