using System.Globalization;
using Confluent.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>From a client's error to words that say what happened, where, and what to do. Pure; never a property's value.</summary>
internal static class KafkaFaults
{
    private const string Security = "security.protocol, sasl.mechanism, sasl.username, sasl.password, ssl.ca.location";

    /// <summary>
    /// The fault of a call, with the client's last errors, which often know the reason that the call's own error does not.
    /// </summary>
    /// <param name="settings">Which brokers; secrets in reasons are blotted out.</param>
    /// <param name="doing">What was being done: "writing topic 'x'".</param>
    /// <param name="error">What the call said.</param>
    /// <param name="seen">What the client said by itself, the newest last.</param>
    public static TransportException Of(KafkaSettings settings, string doing, Error error, params IEnumerable<Error> seen)
    {
        var told = Telling(error, seen);
        var (what, advice) = Explain(told, settings.BootstrapServers);
        var reason = told.Reason is { Length: > 0 } text ? $" (the client says: {Redact(text, settings.Properties)})" : "";
        return new TransportException($"Kafka at {settings.BootstrapServers}, {doing}: {what}{reason}", advice)
        {
            Setting = SettingOf(told),
        };
    }

    /// <summary>The fault of a call that threw.</summary>
    public static TransportException Of(KafkaSettings settings, string doing, KafkaException thrown, params IEnumerable<Error> seen) =>
        Of(settings, doing, thrown.Error, seen);

    /// <summary>
    /// The client refused its own properties. Its message may quote a value, so only the property's name is taken out of it.
    /// </summary>
    public static TransportException OfProperties(KafkaSettings settings, Exception thrown)
    {
        var names = settings.Properties.Keys.Where(key => thrown.Message.Contains(key, StringComparison.Ordinal)).ToList();
        var unknown = thrown.Message.Contains("No such configuration property", StringComparison.Ordinal);
        var fault = unknown ? "is not known to librdkafka" : "has a value that librdkafka refuses";
        var which = names.Count > 0
            ? $"property {string.Join(", ", names.Select(name => $"'{name}'"))} {fault}"
            : $"the client cannot be made: {Redact(thrown.Message, settings.Properties)}";
        return new TransportException(
            $"Kafka configuration: {which}",
            "Its names and values are those of librdkafka's CONFIGURATION.md, not of Java's clients; correct the properties")
        { Setting = KafkaSettings.PropertiesSetting };
    }

    /// <summary>Whether more records cannot be written either: the writer ends instead of counting on.</summary>
    public static bool EndsWriting(ErrorCode code) => code is ErrorCode.Local_Fatal or ErrorCode.Local_Fenced or ErrorCode.ProducerFenced
        or ErrorCode.InvalidProducerEpoch or ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId
        or ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.TopicAuthorizationFailed
        or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.GroupAuthorizationFailed
        or ErrorCode.UnknownTopicOrPart or ErrorCode.UnknownTopicId or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition;

    /// <summary>Whether waiting longer cannot help: asking again gives the same.</summary>
    public static bool IsSettled(ErrorCode code) => Weight(code) >= 3;

    /// <summary>What an error means and what to do about it.</summary>
    /// <param name="error">The client's error.</param>
    /// <param name="address">Where, for the advice.</param>
    public static (string What, string Advice) Explain(Error error, string address) => error.Code switch
    {
        ErrorCode.Local_Resolve => ("the host name is not known", "Check the address (host:port)."),
        ErrorCode.Local_Authentication when (error.Reason ?? "").Contains("mechanism", StringComparison.Ordinal) =>
            Explain(new Error(ErrorCode.UnsupportedSaslMechanism), address),
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => (
            "the broker does not accept the user name or password",
            "Check sasl.username, sasl.password and sasl.mechanism."),
        ErrorCode.UnsupportedSaslMechanism or ErrorCode.IllegalSaslState => (
            "the broker does not offer this way to sign in",
            "Check sasl.mechanism and security.protocol."),
        ErrorCode.Local_Ssl => (
            "the encrypted connection could not be made",
            $"Does the port speak TLS? Check {Security}."),
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.NetworkException => Unreachable(error, address),
        ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_WaitCoord => (
            "no answer in time",
            $"Is the broker at {address} up and not paused? A listener that wants TLS or SASL is silent too: {Security}."),
        ErrorCode.Local_MsgTimedOut => (
            $"not stored within {Minutes(KafkaClientConfig.DeliveryTimeout)} min",
            "The broker was away for longer, or refuses to store. Look at its log; message.timeout.ms is how long records wait."),
        ErrorCode.TopicAuthorizationFailed => (
            "this user may not use the topic",
            "Give it the ACLs Describe, Read, Write, Create and Delete on the topic, or choose other topics."),
        ErrorCode.GroupAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed => (
            "this user may not use the consumer group or transactional id",
            "Give it the ACLs Read on the group, and Write on the transactional id."),
        ErrorCode.ClusterAuthorizationFailed => (
            "this user may not do this on the cluster", "Give it the ACLs Create, DescribeConfigs and IdempotentWrite on the cluster."),
        ErrorCode.UnknownTopicOrPart or ErrorCode.UnknownTopicId or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => (
            "the topic or partition does not exist any more",
            "Somebody deleted it or made it anew, perhaps another run. Give each run at the same time topics of its own."),
        _ => ExplainStorage(error),
    };

    /// <summary>Blots the values of properties out of a text; very short ones (numbers, true) hold no secret.</summary>
    public static string Redact(string text, IReadOnlyDictionary<string, string> properties)
    {
        foreach (var value in properties.Values.Where(value => value.Length > 3).OrderByDescending(value => value.Length))
            text = text.Replace(value, "***", StringComparison.Ordinal);
        return text.TrimEnd('.', ' ');
    }

    /// <summary>The setting that the advice speaks of; null when it is none.</summary>
    private static string? SettingOf(Error error) => error.Code switch
    {
        ErrorCode.Local_Resolve => KafkaSettings.AddressSetting,
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism
            or ErrorCode.IllegalSaslState or ErrorCode.Local_Ssl => KafkaSettings.PropertiesSetting,
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.NetworkException =>
            IsOfProtocol(error) ? KafkaSettings.PropertiesSetting : KafkaSettings.AddressSetting,
        ErrorCode.TopicDeletionDisabled or ErrorCode.TopicAuthorizationFailed => TopicSpec.NameSetting,
        _ => null,
    };

    private static bool IsOfProtocol(Error error) =>
        (error.Reason ?? "").Contains("SSL", StringComparison.OrdinalIgnoreCase) || ClosesAtOnce(error.Reason ?? "");

    private static bool ClosesAtOnce(string reason) =>
        reason.Contains("Disconnected while requesting ApiVersion", StringComparison.Ordinal)
        || reason.Contains("connection closed by peer", StringComparison.OrdinalIgnoreCase);

    private static (string What, string Advice) ExplainStorage(Error error) => error.Code switch
    {
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend => (
            "fewer replicas are in step than min.insync.replicas asks for",
            "Bring the other brokers back, or lower min.insync.replicas for the topic."),
        ErrorCode.KafkaStorageError or ErrorCode.LogDirNotFound => (
            "the broker cannot write to its disk",
            "It is full or broken, and the broker gives it up until it is restarted: make room in its log.dirs, restart it, run again."),
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge => (
            "a record is larger than the topic takes",
            $"Raise max.message.bytes of the topic; topics made by this program take {KafkaClientConfig.MaxRecordBytes:N0} bytes."),
        ErrorCode.TopicDeletionDisabled => (
            "the cluster does not let topics be deleted",
            "Set delete.topic.enable, or choose other topics."),
        ErrorCode.PolicyViolation or ErrorCode.InvalidConfig or ErrorCode.InvalidReplicationFactor or ErrorCode.InvalidPartitions => (
            "the cluster's rules do not allow such a topic",
            "Create it by hand with message.timestamp.type=LogAppendTime and as many partitions."),
        ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.TransactionCoordinatorFenced => (
            "another process writes under this transactional id now, and shut this one out", "Run one query a checkpoint folder."),
        ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerIdMapping => (
            "the broker has lost count of this writer's records, so it cannot promise that none is stored twice",
            "The topic was made anew or its records expired while it was written. Run again."),
        ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable => (
            "a partition has no leader", "One of the cluster's brokers is away, or not ready yet. Look at its log."),
        ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature => (
            "the broker is too old for this", "Kafka 2.5 or later is needed."),
        _ => ($"{error.Code}", "Look at the broker's log."),
    };

    private static (string What, string Advice) Unreachable(Error error, string address)
    {
        var reason = error.Reason ?? "";
        if (reason.Contains("SSL", StringComparison.OrdinalIgnoreCase)) return Explain(new Error(ErrorCode.Local_Ssl), address);
        return ClosesAtOnce(reason)
            ? ($"something at {address} closes the connection at once",
                $"Is that port Kafka's, and does it want TLS or SASL? Check {Security}.")
            : ($"nothing answers at {address}",
                "Is the broker up? Start it (docker compose up -d) or give its address.");
    }

    /// <summary>The error that says most: a refused password explains a timeout, never the other way round.</summary>
    private static Error Telling(Error error, IEnumerable<Error> seen) =>
        Weight(error.Code) >= 2
            ? error
            : seen.Append(error).MaxBy(e => (Weight(e.Code), e.Reason?.Contains("failed", StringComparison.Ordinal)))!;

    private static int Weight(ErrorCode code) => code switch
    {
        ErrorCode.Local_TimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_WaitCoord or ErrorCode.Local_AllBrokersDown
            or ErrorCode.Local_MsgTimedOut or ErrorCode.RequestTimedOut => 0,
        ErrorCode.Local_Transport or ErrorCode.NetworkException => 1,
        ErrorCode.Local_Resolve => 2,
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism
            or ErrorCode.IllegalSaslState or ErrorCode.Local_Ssl => 3,
        _ => 2,
    };

    private static string Minutes(TimeSpan time) => time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture);
}
