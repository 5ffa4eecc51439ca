namespace CtrBench.Traffic.Kafka;

/// <summary>Which brokers, and how to authenticate.</summary>
public sealed record KafkaSettings
{
    internal const string AddressSetting = $"{nameof(KafkaSettings)}.{nameof(BootstrapServers)}";
    internal const string PropertiesSetting = $"{nameof(KafkaSettings)}.{nameof(Properties)}";
    internal const string RecreateSetting = $"{nameof(KafkaSettings)}.{nameof(RecreateTopics)}";

    /// <summary>host:port of one or more brokers, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>
    /// librdkafka properties of the user's file (security.protocol, sasl.username, ...): they override the defaults and apply to every
    /// client. Their values may be secrets, and are never printed. <c>isolation.level</c> is that of events; results are always read as
    /// committed.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Which records of transactions are read from the events topic, as in the user's properties; null when they do not say: then every
    /// reader and engine uses Kafka's default, <see cref="KafkaIsolation.Uncommitted"/>.
    /// </summary>
    internal string? Isolation => Properties.GetValueOrDefault(KafkaIsolation.Property);

    /// <summary>Whether events of aborted and open transactions are left out.</summary>
    internal bool ReadsCommitted => Isolation == KafkaIsolation.Committed;

    /// <summary>Prefix of the client ids in the broker's logs and quotas.</summary>
    public string ClientId { get; init; } = "ctrbench";

    /// <summary>
    /// Mark that is written to the header of every record, and that readers compare; null: none is written, and no record is foreign.
    /// </summary>
    public string? RunMark { get; init; }

    /// <summary>Whether existing topics that ctrbench did not create may be deleted.</summary>
    public bool RecreateTopics { get; init; }

    /// <summary>The same for a reader of results, which never reads records of aborted or open transactions.</summary>
    internal KafkaSettings ForResults() => ReadsCommitted ? this : this with
    {
        Properties = new Dictionary<string, string>(Properties) { [KafkaIsolation.Property] = KafkaIsolation.Committed },
    };

    /// <summary>Everything except the properties' values, which may be secrets.</summary>
    public override string ToString() =>
        $"Kafka at {BootstrapServers}, client id {ClientId}, run mark {RunMark ?? "none"}, recreate topics {RecreateTopics}, properties "
        + (Properties.Count == 0 ? "none" : string.Join(", ", Properties.Keys.Order(StringComparer.Ordinal)));
}

/// <summary>The property that decides which records of transactions a consumer reads, and its values.</summary>
internal static class KafkaIsolation
{
    /// <summary>The property: the same name in librdkafka, in Java's client, in Spark and in Flink.</summary>
    public const string Property = "isolation.level";

    /// <summary>Only records of committed transactions, and none after the first record of one that is open.</summary>
    public const string Committed = "read_committed";

    /// <summary>Every record, also of aborted and open transactions. Kafka's default, which neither engine's connector changes.</summary>
    public const string Uncommitted = "read_uncommitted";
}
