using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Kafka.Native;

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
