using Confluent.Kafka;

namespace CtrBench.Traffic.Kafka;

/// <summary>What an error means for the call that got it.</summary>
internal enum KafkaErrorClass : byte
{
    /// <summary>No error, or an event that is none.</summary>
    None = 0,

    /// <summary>A broker is unavailable, moves something or is busy: the same call may succeed later.</summary>
    Transient,

    /// <summary>A broker does not know the topic, which one that has just started may say of any: to be confirmed over a time.</summary>
    UnknownTopic,

    /// <summary>This client has lost its state at the broker: another client, under the same id, may succeed.</summary>
    ClientLost,

    /// <summary>Another client has taken over the transactional id.</summary>
    Fenced,

    /// <summary>This record or request is rejected, and others may be accepted.</summary>
    Rejected,

    /// <summary>Every later call of any client gets it too, until somebody changes the settings.</summary>
    Permanent,
}

/// <summary>
/// The one table of librdkafka's error codes, its own (negative) and the protocol's. A code that is not in it is taken as rejected.
/// </summary>
internal static class KafkaErrors
{
    /// <summary>The class of an error.</summary>
    public static KafkaErrorClass ClassOf(ErrorCode code) => code switch
    {
        ErrorCode.NoError or ErrorCode.Local_PartitionEOF or ErrorCode.Local_Noop => KafkaErrorClass.None,

        // The client's own: connections, timeouts, queues, and states that pass.
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut
            or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_WaitCoord or ErrorCode.Local_WaitCache
            or ErrorCode.Local_InProgress or ErrorCode.Local_PrevInProgress or ErrorCode.Local_Retry or ErrorCode.Local_QueueFull
            or ErrorCode.Local_IsrInsuff or ErrorCode.Local_Intr or ErrorCode.Local_NodeUpdate or ErrorCode.Local_Outdated
            or ErrorCode.Local_DestroyBroker or ErrorCode.Local_UnknownBroker or ErrorCode.Local_BadMsg or ErrorCode.Local_Fail
            or ErrorCode.Local_Partial or ErrorCode.Local_Underflow
            // Dropped with the transaction, whose own error says why.
            or ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight
            // The protocol's: leaders, coordinators and replicas that move, load or are restarted.
            or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.RequestTimedOut
            or ErrorCode.BrokerNotAvailable or ErrorCode.ReplicaNotAvailable or ErrorCode.NetworkException
            or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup
            or ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.NotController
            or ErrorCode.KafkaStorageError or ErrorCode.ReassignmentInProgress or ErrorCode.ConcurrentTransactions
            or ErrorCode.FetchSessionIdNotFound or ErrorCode.InvalidFetchSessionEpoch or ErrorCode.ListenerNotFound
            or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch or ErrorCode.OffsetNotAvailable
            or ErrorCode.PreferredLeaderNotAvailable or ErrorCode.EligibleLeadersNotAvailable or ErrorCode.StaleBrokerEpoch
            or ErrorCode.StaleCtrlEpoch or ErrorCode.UnstableOffsetCommit or ErrorCode.ThrottlingQuotaExceeded
            or ErrorCode.InvalidMsg or ErrorCode.RebalanceInProgress or ErrorCode.RebootstrapRequired => KafkaErrorClass.Transient,

        ErrorCode.UnknownTopicOrPart or ErrorCode.UnknownTopicId or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            KafkaErrorClass.UnknownTopic,

        // Sequence numbers and producer ids that the broker no longer has, and states that a client cannot leave.
        ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerIdMapping
            or ErrorCode.InvalidProducerEpoch or ErrorCode.InvalidTxnState or ErrorCode.Local_Inconsistent
            or ErrorCode.Local_GaplessGuarantee or ErrorCode.Local_State or ErrorCode.Local_Fatal
            or ErrorCode.Local_Destroy or ErrorCode.Local_CritSysResource or ErrorCode.DuplicateSequenceNumber =>
            KafkaErrorClass.ClientLost,

        ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.TransactionCoordinatorFenced => KafkaErrorClass.Fenced,

        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism
            or ErrorCode.IllegalSaslState or ErrorCode.Local_Ssl or ErrorCode.TopicAuthorizationFailed
            or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
            or ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.SecurityDisabled or ErrorCode.DelegationTokenAuthDisabled
            or ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature => KafkaErrorClass.Permanent,

        _ => KafkaErrorClass.Rejected,
    };

    /// <summary>Whether waiting is right: the same call, or the same call of a new client, may succeed.</summary>
    public static bool Passes(ErrorCode code) =>
        ClassOf(code) is KafkaErrorClass.Transient or KafkaErrorClass.UnknownTopic or KafkaErrorClass.ClientLost;
}
