namespace CtrBench.Traffic.Kafka;

/// <summary>What a reader asks of its client.</summary>
internal static class KafkaReaderConfig
{
    /// <summary>The properties of a reader's client: those of every reader, but no group: the simple consumer uses none.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Properties(KafkaSettings settings) =>
        KafkaClientConfig.Reader(settings).Where(property =>
            property.Key != "group.id" && !property.Key.StartsWith("dotnet.", StringComparison.Ordinal));
}
