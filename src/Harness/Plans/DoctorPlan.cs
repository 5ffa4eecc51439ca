using CtrBench.Engines.SparkConnect;

namespace CtrBench.Harness.Plans;

/// <summary>Which endpoints to look at; one that is null is not configured.</summary>
/// <param name="Kafka">host:port of brokers.</param>
/// <param name="KafkaConfigFile">File of client properties; null for none.</param>
/// <param name="FlinkGateway">URL of Flink's SQL Gateway.</param>
/// <param name="FlinkRest">URL of Flink's JobManager.</param>
/// <param name="Spark">A Spark Connect server.</param>
internal sealed record DoctorPlan(string? Kafka, string? KafkaConfigFile, Uri? FlinkGateway, Uri? FlinkRest, SparkConnection? Spark);
