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
    /// client. Their values may be secrets, and are never printed.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Prefix of the client ids in the broker's logs and quotas.</summary>
    public string ClientId { get; init; } = "ctrbench";

    /// <summary>
    /// Mark that is written to the header of every record, and that readers compare; null: none is written, and no record is foreign.
    /// </summary>
    public string? RunMark { get; init; }

    /// <summary>Whether existing topics that ctrbench did not create may be deleted.</summary>
    public bool RecreateTopics { get; init; }

    /// <summary>Everything except the properties' values, which may be secrets.</summary>
    public override string ToString() =>
        $"Kafka at {BootstrapServers}, client id {ClientId}, run mark {RunMark ?? "none"}, recreate topics {RecreateTopics}, properties "
        + (Properties.Count == 0 ? "none" : string.Join(", ", Properties.Keys.Order(StringComparer.Ordinal)));
}
