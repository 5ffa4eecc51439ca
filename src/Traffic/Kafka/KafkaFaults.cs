using System.Globalization;
using Confluent.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Converts a client's error to a message that says what happened, where, and what to do. Pure; never contains a property's value.
/// </summary>
internal static class KafkaFaults
{
    private const string Security = "security.protocol, sasl.mechanism, sasl.username, sasl.password, ssl.ca.location";

    /// <summary>
    /// The exception for a failed call, with the client's last errors, which often contain the reason that the call's error lacks.
    /// </summary>
    /// <param name="settings">Which brokers; secrets in reasons are redacted.</param>
    /// <param name="operation">The operation: "writing topic 'x'".</param>
    /// <param name="error">The error of the call.</param>
    /// <param name="seen">Errors that the client reported on its own, newest last.</param>
    public static TransportException Of(KafkaSettings settings, string operation, Error error, params IEnumerable<Error> seen)
    {
        var cause = MostSpecific(error, seen);
        var (what, advice) = Explain(cause, settings.BootstrapServers);
        var reason = cause.Reason is { Length: > 0 } text ? $" (the client says: {Redact(text, settings.Properties)})" : "";
        return new TransportException($"Kafka at {settings.BootstrapServers}, {operation}: {what}{reason}", advice)
        {
            Setting = SettingOf(cause),
            Passes = KafkaErrors.Passes(error.Code) && !IsPermanent(cause.Code),
        };
    }

    /// <summary>The exception for a call that threw.</summary>
    public static TransportException Of(KafkaSettings settings, string operation, KafkaException thrown, params IEnumerable<Error> seen) =>
        Of(settings, operation, thrown.Error, seen);

    /// <summary>
    /// The client rejected its properties. Its message may quote a value, so only the property's name is taken from it.
    /// </summary>
    public static TransportException OfProperties(KafkaSettings settings, Exception thrown)
    {
        var names = settings.Properties.Keys.Where(key => thrown.Message.Contains(key, StringComparison.Ordinal)).ToList();
        var unknown = thrown.Message.Contains("No such configuration property", StringComparison.Ordinal);
        var fault = unknown ? "is not known to librdkafka" : "has a value that librdkafka rejects";
        var which = names.Count > 0
            ? $"property {string.Join(", ", names.Select(name => $"'{name}'"))} {fault}"
            : $"the client cannot be created: {Redact(thrown.Message, settings.Properties)}";
        return new TransportException(
            $"Kafka configuration: {which}",
            "Its names and values are those of librdkafka's CONFIGURATION.md, not of Java's clients; correct the properties")
        { Setting = KafkaSettings.PropertiesSetting };
    }

    /// <summary>Whether later records would fail too: the writer then fails instead of counting errors.</summary>
    public static bool EndsWriting(ErrorCode code) => KafkaErrors.ClassOf(code)
        is KafkaErrorClass.Permanent or KafkaErrorClass.Fenced or KafkaErrorClass.ClientLost or KafkaErrorClass.UnknownTopic;

    /// <summary>Whether the error is permanent: a retry gives the same.</summary>
    public static bool IsPermanent(ErrorCode code) => KafkaErrors.ClassOf(code) == KafkaErrorClass.Permanent;

    /// <summary>What an error means and what to do about it.</summary>
    /// <param name="error">The client's error.</param>
    /// <param name="address">The address, for the advice.</param>
    public static (string What, string Advice) Explain(Error error, string address) => error.Code switch
    {
        ErrorCode.Local_Resolve => ("the host name is not known", "Check the address (host:port)."),
        ErrorCode.Local_Authentication when (error.Reason ?? "").Contains("mechanism", StringComparison.Ordinal) =>
            Explain(new Error(ErrorCode.UnsupportedSaslMechanism), address),
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => (
            "the broker does not accept the user name or password",
            "Check sasl.username, sasl.password and sasl.mechanism."),
        ErrorCode.UnsupportedSaslMechanism or ErrorCode.IllegalSaslState => (
            "the broker does not support this authentication mechanism",
            "Check sasl.mechanism and security.protocol."),
        ErrorCode.Local_Ssl => (
            "the TLS connection could not be established",
            $"Does the port use TLS? Check {Security}."),
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.NetworkException => Unreachable(error, address),
        ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_WaitCoord => (
            "no answer in time",
            $"Is the broker at {address} up and not paused? A listener that expects TLS or SASL does not answer either: check {Security}."),
        ErrorCode.Local_MsgTimedOut => (
            $"not stored within {Minutes(KafkaClientConfig.DeliveryTimeout)} min",
            "The broker was unavailable for longer, or rejects the records. Check its log; message.timeout.ms sets how long records wait."),
        ErrorCode.TopicAuthorizationFailed => (
            "this user is not authorized for the topic",
            "Grant it the ACLs Describe, Read, Write, Create and Delete on the topic, or choose other topics."),
        ErrorCode.GroupAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed => (
            "this user is not authorized for the consumer group or transactional id",
            "Grant it the ACLs Read on the group, and Write on the transactional id."),
        ErrorCode.ClusterAuthorizationFailed => (
            "this user is not authorized for this cluster operation",
            "Grant it the ACLs Create, DescribeConfigs and IdempotentWrite on the cluster."),
        ErrorCode.UnknownTopicOrPart or ErrorCode.UnknownTopicId or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => (
            "the topic or partition does not exist any more",
            "It was deleted or recreated, perhaps by another run. Runs at the same time need separate topics."),
        _ => ExplainStorage(error),
    };

    /// <summary>Redacts the values of properties in a text; very short ones (numbers, true) are not secret.</summary>
    public static string Redact(string text, IReadOnlyDictionary<string, string> properties)
    {
        foreach (var value in properties.Values.Where(value => value.Length > 3).OrderByDescending(value => value.Length))
            text = text.Replace(value, "***", StringComparison.Ordinal);
        return text.TrimEnd('.', ' ');
    }

    /// <summary>The setting that the advice refers to; null when it is none.</summary>
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
            "fewer replicas are in sync than min.insync.replicas requires",
            "Restart the other brokers, or lower min.insync.replicas for the topic."),
        ErrorCode.KafkaStorageError or ErrorCode.LogDirNotFound => (
            "the broker cannot write to its disk",
            "The disk is full or failed, and the broker does not use it until a restart: free space in its log.dirs, restart it, and run "
            + "again."),
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge => (
            "a record is larger than the topic accepts",
            $"Raise max.message.bytes of the topic; topics created by this program accept {KafkaClientConfig.MaxRecordBytes:N0} bytes."),
        ErrorCode.TopicDeletionDisabled => (
            "the cluster does not allow topics to be deleted",
            "Set delete.topic.enable, or choose other topics."),
        ErrorCode.PolicyViolation or ErrorCode.InvalidConfig or ErrorCode.InvalidReplicationFactor or ErrorCode.InvalidPartitions => (
            "the cluster's policy does not allow such a topic",
            "Create it manually with message.timestamp.type=LogAppendTime and the same number of partitions."),
        ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.TransactionCoordinatorFenced => (
            "another process now uses this transactional id and fenced this writer", "Run one query per checkpoint folder."),
        ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerIdMapping => (
            "the broker lost this writer's sequence numbers, so it cannot guarantee that no record is stored twice",
            "The topic was recreated, or its records expired during the run. Run again."),
        ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable => (
            "a partition has no leader", "One of the cluster's brokers is down, or not ready yet. Check its log."),
        ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature => (
            "the broker is too old for this request", "Kafka 2.5 or later is needed."),
        _ => ($"{error.Code}", "Check the broker's log."),
    };

    private static (string What, string Advice) Unreachable(Error error, string address)
    {
        var reason = error.Reason ?? "";
        if (reason.Contains("SSL", StringComparison.OrdinalIgnoreCase)) return Explain(new Error(ErrorCode.Local_Ssl), address);
        return ClosesAtOnce(reason)
            ? ($"something at {address} closes the connection at once",
                $"Is that a Kafka port, and does it expect TLS or SASL? Check {Security}.")
            : ($"nothing answers at {address}",
                "Is the broker running? Start it (docker compose up -d) or set its address.");
    }

    /// <summary>The most specific error: a rejected password explains a timeout, never the reverse.</summary>
    private static Error MostSpecific(Error error, IEnumerable<Error> seen) =>
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
