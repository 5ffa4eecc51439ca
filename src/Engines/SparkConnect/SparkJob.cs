using CtrBench.Traffic.Kafka;

namespace CtrBench.Engines.SparkConnect;

/// <summary>Everything that defines one streaming query.</summary>
/// <param name="Query">The window job.</param>
/// <param name="EventsTopic">The topic that it reads.</param>
/// <param name="ResultsTopic">Topic that it writes.</param>
/// <param name="Kafka">The brokers as seen from the server, and the client's security properties.</param>
/// <param name="Name">Name of the query, unique on the server.</param>
/// <param name="CheckpointLocation">Its checkpoint folder, on the server's file system.</param>
internal sealed record SparkJob(
    CtrQuery Query, string EventsTopic, string ResultsTopic, KafkaSettings Kafka, string Name, string CheckpointLocation);
