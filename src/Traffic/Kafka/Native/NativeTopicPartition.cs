using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

/// <summary>librdkafka's <c>rd_kafka_topic_partition_t</c> on a 64-bit machine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeTopicPartition
{
    /// <summary>Name of the topic, UTF-8.</summary>
    public nint Topic;

    /// <summary>The partition.</summary>
    public int Partition;

    /// <summary>In: the query. Out: the answer.</summary>
    public long Offset;

    /// <summary>Not used here.</summary>
    public nint Metadata;

    /// <summary>Not used here.</summary>
    public nuint MetadataSize;

    /// <summary>Not used here.</summary>
    public nint Opaque;

    /// <summary>Error of this partition; 0 = none.</summary>
    public int Error;

    private readonly nint _private;
}

/// <summary>librdkafka's <c>rd_kafka_topic_partition_list_t</c> on a 64-bit machine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTopicPartitionList
{
    /// <summary>Elements in use.</summary>
    public int Count;

    /// <summary>Elements allocated.</summary>
    public int Size;

    /// <summary>The elements.</summary>
    public NativeTopicPartition* Elements;
}
