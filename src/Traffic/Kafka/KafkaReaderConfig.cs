namespace CtrBench.Traffic.Kafka;

/// <summary>Client configuration of a reader.</summary>
internal static class KafkaReaderConfig
{
    /// <summary>
    /// The properties of a reader's client: those of every reader without a group, which the simple consumer does not use.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> Properties(KafkaSettings settings) =>
        KafkaClientConfig.Reader(settings).Where(property =>
            property.Key != "group.id" && !property.Key.StartsWith("dotnet.", StringComparison.Ordinal));
}
