using CtrBench.Traffic.Kafka;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Everything that one streaming query is made of.</summary>
/// <param name="Query">The window job.</param>
/// <param name="EventsTopic">Topic that it reads.</param>
/// <param name="ResultsTopic">Topic that it writes.</param>
/// <param name="Kafka">The brokers as the server reaches them, and how it is let in.</param>
/// <param name="Name">Name of the query, unique on the server.</param>
/// <param name="CheckpointLocation">Its checkpoint folder, on the server's file system.</param>
internal sealed record SparkJob(
    CtrQuery Query, string EventsTopic, string ResultsTopic, KafkaSettings Kafka, string Name, string CheckpointLocation);
