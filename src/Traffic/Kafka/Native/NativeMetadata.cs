using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>The start of librdkafka's <c>rd_kafka_metadata_t</c> on a 64-bit machine. Read only, and never copied.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeMetadata
{
    /// <summary>Brokers in the cluster.</summary>
    public readonly int BrokerCount;

    /// <summary>The brokers.</summary>
    public readonly nint Brokers;

    /// <summary>Topics in the answer.</summary>
    public readonly int TopicCount;

    /// <summary>The topics.</summary>
    public readonly NativeTopicMetadata* Topics;
}

/// <summary>librdkafka's <c>rd_kafka_metadata_topic_t</c> on a 64-bit machine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeTopicMetadata
{
    /// <summary>Name of the topic, UTF-8.</summary>
    public readonly nint Topic;

    /// <summary>Its partitions.</summary>
    public readonly int PartitionCount;

    /// <summary>The partitions.</summary>
    public readonly nint Partitions;

    /// <summary>Error of this topic; 0 = none.</summary>
    public readonly int Error;
}
