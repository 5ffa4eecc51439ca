using Confluent.Kafka;
using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class KafkaErrorsTests
{
    private static readonly Dictionary<KafkaErrorClass, ErrorCode[]> Table = new()
    {
        [KafkaErrorClass.None] = [ErrorCode.NoError, ErrorCode.Local_PartitionEOF],
        // Every code that Kafka's protocol marks as retriable, but for the two of an unknown topic; then librdkafka's own.
        [KafkaErrorClass.Transient] =
        [
            ErrorCode.InvalidMsg, ErrorCode.LeaderNotAvailable, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut,
            ErrorCode.ReplicaNotAvailable, ErrorCode.NetworkException, ErrorCode.GroupLoadInProgress,
            ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.NotCoordinatorForGroup, ErrorCode.NotEnoughReplicas,
            ErrorCode.NotEnoughReplicasAfterAppend, ErrorCode.NotController, ErrorCode.ConcurrentTransactions,
            ErrorCode.KafkaStorageError, ErrorCode.FetchSessionIdNotFound, ErrorCode.InvalidFetchSessionEpoch,
            ErrorCode.ListenerNotFound, ErrorCode.FencedLeaderEpoch, ErrorCode.UnknownLeaderEpoch, ErrorCode.OffsetNotAvailable,
            ErrorCode.PreferredLeaderNotAvailable, ErrorCode.EligibleLeadersNotAvailable, ErrorCode.UnstableOffsetCommit,
            ErrorCode.ThrottlingQuotaExceeded, ErrorCode.BrokerNotAvailable,
            ErrorCode.Local_Transport, ErrorCode.Local_AllBrokersDown, ErrorCode.Local_TimedOut, ErrorCode.Local_MsgTimedOut,
            ErrorCode.Local_TimedOutQueue, ErrorCode.Local_WaitCoord, ErrorCode.Local_Resolve, ErrorCode.Local_Retry,
        ],
        [KafkaErrorClass.UnknownTopic] =
            [ErrorCode.UnknownTopicOrPart, ErrorCode.UnknownTopicId, ErrorCode.Local_UnknownTopic, ErrorCode.Local_UnknownPartition],
        [KafkaErrorClass.ClientLost] =
        [
            ErrorCode.OutOfOrderSequenceNumber, ErrorCode.UnknownProducerId, ErrorCode.InvalidProducerIdMapping,
            ErrorCode.InvalidProducerEpoch, ErrorCode.InvalidTxnState, ErrorCode.Local_Fatal,
        ],
        [KafkaErrorClass.Fenced] = [ErrorCode.Local_Fenced, ErrorCode.ProducerFenced, ErrorCode.TransactionCoordinatorFenced],
        [KafkaErrorClass.Permanent] =
        [
            ErrorCode.Local_Authentication, ErrorCode.SaslAuthenticationFailed, ErrorCode.Local_Ssl, ErrorCode.TopicAuthorizationFailed,
            ErrorCode.ClusterAuthorizationFailed, ErrorCode.TransactionalIdAuthorizationFailed, ErrorCode.UnsupportedVersion,
        ],
        [KafkaErrorClass.Rejected] =
            [ErrorCode.MsgSizeTooLarge, ErrorCode.RecordListTooLarge, ErrorCode.InvalidRecord, ErrorCode.PolicyViolation, ErrorCode.TopicException],
    };

    public static TheoryData<ErrorCode> Known => [.. Table.Values.SelectMany(codes => codes)];

    [Theory]
    [MemberData(nameof(Known))]
    public void Each_code_has_its_class(ErrorCode code) =>
        Assert.Equal(Table.Single(row => row.Value.Contains(code)).Key, KafkaErrors.ClassOf(code));

    [Fact]
    public void Only_what_may_succeed_later_passes()
    {
        KafkaErrorClass[] passing = [KafkaErrorClass.Transient, KafkaErrorClass.UnknownTopic, KafkaErrorClass.ClientLost];
        foreach (var code in Enum.GetValues<ErrorCode>()) Assert.Equal(passing.Contains(KafkaErrors.ClassOf(code)), KafkaErrors.Passes(code));
    }
}
