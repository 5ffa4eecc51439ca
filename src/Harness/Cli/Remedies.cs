using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Live;
using CtrBench.Engines.SparkConnect;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Traces;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Cli;

/// <summary>The libraries know no command line: here their remedies get the options that set what they refer to.</summary>
internal static class Remedies
{
    private const string Topics = "--events-topic and --results-topic";

    /// <summary>What follows a remedy, by the library's setting.</summary>
    public static IReadOnlyDictionary<string, string> BySetting { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [$"{nameof(KafkaSettings)}.{nameof(KafkaSettings.BootstrapServers)}"] = " with --kafka or CTRBENCH_KAFKA",
        [$"{nameof(KafkaSettings)}.{nameof(KafkaSettings.Properties)}"] = " in the file passed with --kafka-config",
        [$"{nameof(KafkaSettings)}.{nameof(KafkaSettings.RecreateTopics)}"] = $" ({Topics}, or --recreate-topics)",
        [$"{nameof(TopicSpec)}.{nameof(TopicSpec.Name)}"] = $" with {Topics}",
        [$"{nameof(FlinkSettings)}.{nameof(FlinkSettings.Gateway)}"] = " (--flink-gateway, CTRBENCH_FLINK_GATEWAY)",
        [$"{nameof(FlinkSettings)}.{nameof(FlinkSettings.Rest)}"] = " (--flink-rest, CTRBENCH_FLINK_REST)",
        [$"{nameof(SparkConnectEngine)}.server"] = " with --spark",
        [$"{nameof(SparkConnectEngine)}.token"] = " (--spark-token-file, CTRBENCH_SPARK_TOKEN)",
        [TraceMapping.ColumnsSetting] = " (--trace-columns time=COLUMN)",
        [DataLoss.Setting] = " (--fail-on-data-loss off)",
        ["EventScript"] = " (validate --engine flink --case FILE)",
    };

    private static readonly Dictionary<string, string> OptionsByField = new(StringComparer.Ordinal)
    {
        [QueryFields.Window] = "--window",
        [QueryFields.Slide] = "--slide",
        [QueryFields.Delay] = "--delay",
        [QueryFields.GroupBy] = "--group-by",
        [QueryFields.Schema] = "--schema",
        [QueryFields.Guarantee] = "--guarantee",
        [QueryFields.CheckpointInterval] = "--checkpoint-interval",
        [QueryFields.Trigger] = "--trigger",
        [QueryFields.MaxOffsets] = "--max-offsets",
        [QueryFields.Tick] = "--tick",
        [QueryFields.IdleTimeout] = "--idle-timeout",
        [QueryFields.Parallelism] = "--parallelism",
        [QueryFields.BufferTimeout] = "--buffer-timeout",
        [$"{nameof(EngineEndpoints)}.{nameof(EngineEndpoints.Transport)}"] = "--kafka",
        [$"{nameof(KafkaSettings)}.{nameof(KafkaSettings.Properties)}"] = "--kafka-config",
    };

    /// <summary>The option that sets a field of the query; null where there is none.</summary>
    public static string? OptionOf(QueryRefusedException refused) => OptionsByField.GetValueOrDefault(refused.Field);

    /// <summary>A library's error as the user of the program reads it.</summary>
    public static string MessageOf(CtrBenchException error) => error switch
    {
        UnknownTopicException unknown =>
            $"topic '{unknown.Topic}' does not exist on the broker. ctrbench produce creates the topics, or name others with {Topics}.",
        QueryRefusedException refused when OptionOf(refused) is { } option => option + refused.Message[refused.Field.Length..],
        _ => WithOptions(error.Message, error.Setting),
    };

    /// <summary>The options of <paramref name="setting"/> at the end of a message that ends by speaking of it.</summary>
    public static string WithOptions(string message, string? setting)
    {
        if (setting is null || !BySetting.TryGetValue(setting, out var options)) return message;
        return message.EndsWith('.') ? $"{message[..^1]}{options}." : message + options;
    }
}
