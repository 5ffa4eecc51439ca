namespace CtrBench.Traffic.Kafka.Native;

/// <summary>The codes of <c>rd_kafka_resp_err_t</c> that the reader distinguishes; the numbers of ErrorCode.</summary>
internal static class NativeError
{
    /// <summary>No error.</summary>
    public const int None = 0;

    /// <summary>Not an error: the end of a partition was reached, at the message's offset.</summary>
    public const int PartitionEnd = -191;

    /// <summary>The partition is not known, or no longer.</summary>
    public const int UnknownPartition = -190;

    /// <summary>The topic is not known, or no longer.</summary>
    public const int UnknownTopic = -188;

    /// <summary>No answer in time.</summary>
    public const int TimedOut = -185;

    /// <summary>The client has failed permanently.</summary>
    public const int Fatal = -150;

    /// <summary>The log does not have the requested offset; nothing more is fetched until a restart.</summary>
    public const int OffsetReset = -140;

    /// <summary>The topic or partition is not known to the broker.</summary>
    public const int UnknownTopicOrPartition = 3;

    /// <summary>A single record is larger than the client may receive.</summary>
    public const int MessageTooLarge = 10;

    /// <summary>This user may not read the topic.</summary>
    public const int TopicAuthorizationFailed = 29;
}
