using Confluent.Kafka;
using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class KafkaFaultsTests
{
    private const string Secret = "correct-horse";

    private static readonly KafkaSettings Settings = new()
    {
        BootstrapServers = "here:9092",
        Properties = new Dictionary<string, string> { ["sasl.password"] = Secret },
    };

    [Theory]
    [InlineData(ErrorCode.Local_Transport, "nothing answers at here:9092", "docker compose up -d")]
    [InlineData(ErrorCode.Local_AllBrokersDown, "nothing answers at here:9092", "set its address")]
    [InlineData(ErrorCode.Local_Resolve, "the host name is not known", "address (host:port)")]
    [InlineData(ErrorCode.Local_Authentication, "does not accept the user name or password", "sasl.username, sasl.password and sasl.mechanism")]
    [InlineData(ErrorCode.SaslAuthenticationFailed, "does not accept the user name or password", "sasl.password")]
    [InlineData(ErrorCode.UnsupportedSaslMechanism, "does not support this authentication mechanism", "sasl.mechanism")]
    [InlineData(ErrorCode.Local_Ssl, "the TLS connection could not be established", "ssl.ca.location")]
    [InlineData(ErrorCode.TopicAuthorizationFailed, "this user is not authorized for the topic", "ACLs")]
    [InlineData(ErrorCode.GroupAuthorizationFailed, "not authorized for the consumer group", "ACLs")]
    [InlineData(ErrorCode.ClusterAuthorizationFailed, "not authorized for this cluster operation", "IdempotentWrite")]
    [InlineData(ErrorCode.UnknownTopicOrPart, "does not exist any more", "another run")]
    [InlineData(ErrorCode.NotEnoughReplicas, "min.insync.replicas", "other brokers")]
    [InlineData(ErrorCode.KafkaStorageError, "cannot write to its disk", "free space")]
    [InlineData(ErrorCode.MsgSizeTooLarge, "larger than the topic accepts", "max.message.bytes")]
    [InlineData(ErrorCode.Local_TimedOut, "no answer in time", "not paused")]
    [InlineData(ErrorCode.Local_MsgTimedOut, "not stored within 5 min", "log")]
    [InlineData(ErrorCode.ProducerFenced, "fenced this writer", "one query")]
    [InlineData(ErrorCode.Local_Fenced, "fenced this writer", "one query")]
    [InlineData(ErrorCode.OutOfOrderSequenceNumber, "lost this writer's sequence numbers", "Run again")]
    [InlineData(ErrorCode.PolicyViolation, "policy does not allow", "LogAppendTime")]
    [InlineData(ErrorCode.TopicDeletionDisabled, "does not allow topics to be deleted", "other topics")]
    [InlineData(ErrorCode.LeaderNotAvailable, "a partition has no leader", "brokers is down")]
    [InlineData(ErrorCode.UnsupportedVersion, "too old", "2.5")]
    [InlineData(ErrorCode.StaleBrokerEpoch, "StaleBrokerEpoch", "broker's log")]
    public void A_fault_says_where_what_and_what_to_do_and_no_secret(ErrorCode code, string what, string advice)
    {
        var fault = KafkaFaults.Of(Settings, "writing topic 'x'", new Error(code, $"refused for {Secret}."));
        Assert.StartsWith("Kafka at here:9092, writing topic 'x': ", fault.Message);
        Assert.Contains(what, fault.Message);
        Assert.Contains(advice, fault.Message);
        Assert.Contains("refused for ***)", fault.Message);
        Assert.DoesNotContain(Secret, fault.ToString());
    }

    [Fact]
    public void What_the_client_said_by_itself_explains_a_call_that_only_timed_out()
    {
        var fault = KafkaFaults.Of(
            Settings, "asking", new Error(ErrorCode.Local_TimedOut),
            new Error(ErrorCode.Local_Transport, "Connect to here failed: Connection refused"), new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
        Assert.Contains("nothing answers", fault.Message);
        Assert.Contains("Connection refused", fault.Message);
        var password = KafkaFaults.Of(
            Settings, "asking", new Error(ErrorCode.Local_Transport), new Error(ErrorCode.Local_Authentication, "no"), new Error(ErrorCode.Local_AllBrokersDown, "down"));
        Assert.Contains("user name or password", password.Message);
    }

    [Fact]
    public void A_call_with_a_reason_of_its_own_is_not_explained_by_old_errors()
    {
        var fault = KafkaFaults.Of(Settings, "creating", new Error(ErrorCode.PolicyViolation, "no"), new Error(ErrorCode.Local_Transport, "long ago"));
        Assert.Contains("policy does not allow", fault.Message);
    }

    [Fact]
    public void A_listener_that_wants_something_else_is_told_from_a_broker_that_is_down()
    {
        Assert.Contains("closes the connection", Message(ErrorCode.Local_Transport, "Disconnected while requesting ApiVersion: might be caused by ..."));
        Assert.Contains("does not support this authentication mechanism", Message(ErrorCode.Local_Authentication, "SASL PLAIN mechanism handshake failed"));
        Assert.Contains("TLS connection", Message(ErrorCode.Local_Transport, "SSL handshake failed"));

        static string Message(ErrorCode code, string reason) => KafkaFaults.Of(Settings, "asking", new Error(code, reason)).Message;
    }

    [Theory]
    [InlineData(ErrorCode.Local_MsgTimedOut, false)]
    [InlineData(ErrorCode.MsgSizeTooLarge, false)]
    [InlineData(ErrorCode.Local_Fatal, true)]
    [InlineData(ErrorCode.UnknownTopicOrPart, true)]
    [InlineData(ErrorCode.TopicAuthorizationFailed, true)]
    public void Only_what_every_further_record_would_meet_ends_the_writing(ErrorCode code, bool ends) => Assert.Equal(ends, KafkaFaults.EndsWriting(code));

    [Theory]
    [InlineData("No such configuration property: \"sasl.password\"", "'sasl.password' is not known to librdkafka")]
    [InlineData("Invalid value \"" + Secret + "\" for configuration property \"sasl.password\"", "'sasl.password' has a value that librdkafka rejects")]
    [InlineData("something about " + Secret, "something about ***")]
    public void A_property_that_the_client_refuses_is_named_without_its_value(string complaint, string words)
    {
        var fault = KafkaFaults.OfProperties(Settings, new InvalidOperationException(complaint));
        Assert.Contains(words, fault.Message);
        Assert.DoesNotContain(Secret, fault.ToString());
    }

    [Fact]
    public void Reasons_are_counted_by_kind_and_the_first_kinds_are_kept()
    {
        var reasons = new DeliveryReasons();
        for (var i = 0; i < 9; i++) reasons.Add($"reason {i % 7}");
        Assert.Equal(
            ["2 not stored: reason 0", "2 not stored: reason 1", "1 not stored: reason 2", "1 not stored: reason 3", "1 not stored: reason 4", "2 not stored for other reasons"],
            reasons.Lines);
    }
}
