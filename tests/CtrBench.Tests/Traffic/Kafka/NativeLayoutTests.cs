using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using CtrBench.Traffic.Kafka.Native;

namespace CtrBench.Tests.Traffic.Kafka;

/// <summary>The binding against the library that is loaded: what a C compiler says of rdkafka.h on a 64-bit machine.</summary>
public sealed class NativeLayoutTests
{
    [Fact]
    public void A_message_lies_as_the_header_says()
    {
        Assert.Equal(72, Marshal.SizeOf<NativeMessage>());
        Assert.Equal(
            [0, 8, 16, 24, 32, 40, 48, 56],
            new[] { "Error", "Topic", "Partition", "Payload", "Length", "Key", "KeyLength", "Offset" }.Select(f => (int)Marshal.OffsetOf<NativeMessage>(f)));
    }

    [Fact]
    public void A_list_of_partitions_lies_as_the_header_says()
    {
        Assert.Equal(64, Marshal.SizeOf<NativeTopicPartition>());
        Assert.Equal(
            [0, 8, 16, 24, 32, 40, 48],
            new[] { "Topic", "Partition", "Offset", "Metadata", "MetadataSize", "Opaque", "Error" }
                .Select(f => (int)Marshal.OffsetOf<NativeTopicPartition>(f)));
        Assert.Equal(16, Marshal.SizeOf<NativeTopicPartitionList>());
        Assert.Equal([0, 4, 8], new[] { "Count", "Size", "Elements" }.Select(f => (int)Marshal.OffsetOf<NativeTopicPartitionList>(f)));
    }

    [Fact]
    public void Metadata_of_a_topic_lie_as_the_header_says()
    {
        Assert.Equal([0, 8, 16, 24], new[] { "BrokerCount", "Brokers", "TopicCount", "Topics" }.Select(f => (int)Marshal.OffsetOf<NativeMetadata>(f)));
        Assert.Equal(32, Marshal.SizeOf<NativeTopicMetadata>());
        Assert.Equal([0, 8, 16, 24], new[] { "Topic", "PartitionCount", "Partitions", "Error" }.Select(f => (int)Marshal.OffsetOf<NativeTopicMetadata>(f)));
    }

    [Fact]
    public void A_part_of_a_record_lies_as_the_header_says()
    {
        Assert.Equal(72, Unsafe.SizeOf<NativeArgument>());
        Assert.Equal(
            [0, 8, 8, 8, 16, 8, 16, 24],
            new[] { "Kind", "Number", "Handle", "Bytes", "Length", "HeaderName", "HeaderValue", "HeaderLength" }
                .Select(f => (int)Marshal.OffsetOf<NativeArgument>(f)));
    }

    [Fact]
    public void Both_clients_use_one_copy_of_the_library()
    {
        Assert.Equal(Library.Version, Librdkafka.Version());
        if (!OperatingSystem.IsLinux()) Assert.Skip("only Linux tells which files a process has loaded");
        var files = File.ReadLines("/proc/self/maps").Where(line => line.Contains("librdkafka", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/')..]);
        var loaded = files.Distinct().ToList();
        Assert.True(loaded.Count == 1, string.Join(", ", loaded));
    }
}
