using CtrBench.Engines.SparkConnect;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.SparkConnect;

public sealed class KafkaJavaOptionsTests
{
    [Fact]
    public void A_name_and_a_password_become_the_login_module_of_their_mechanism()
    {
        var java = Of(("security.protocol", "sasl_ssl"), ("sasl.mechanisms", "SCRAM-SHA-512"), ("sasl.username", "ann"), ("sasl.password", "a\"b\\c"));
        Assert.Equal(
            [
                "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"ann\" password=\"a\\\"b\\\\c\";",
                "sasl.mechanism=SCRAM-SHA-512",
                "security.protocol=SASL_SSL",
            ],
            java);
    }

    [Fact]
    public void Certificates_become_stores_of_their_format() => Assert.Equal(
        [
            "ssl.endpoint.identification.algorithm=", "ssl.key.password=p", "ssl.keystore.certificate.chain=CHAIN", "ssl.keystore.key=KEY", "ssl.keystore.type=PEM",
            "ssl.truststore.location=ca.pem", "ssl.truststore.type=PEM",
        ],
        Of(
            ("ssl.ca.location", "ca.pem"), ("ssl.certificate.pem", "CHAIN"), ("ssl.key.pem", "KEY"), ("ssl.key.password", "p"),
            ("ssl.endpoint.identification.algorithm", "none"), ("enable.ssl.certificate.verification", "true")));

    [Fact]
    public void Tuning_of_our_own_clients_stays_here() => Assert.Empty(Of(("linger.ms", "5"), ("queue.buffering.max.kbytes", "9"), ("debug", "all")));

    [Theory]
    [InlineData("ssl.key.location")]
    [InlineData("ssl.certificate.location")]
    [InlineData("ssl.certificate.pem")]
    [InlineData("enable.ssl.certificate.verification")]
    [InlineData("sasl.oauthbearer.method")]
    [InlineData("sasl.username")]
    [InlineData("security.unheard.of")]
    public void What_decides_who_is_let_in_and_cannot_be_passed_on_is_refused_by_name_without_its_value(string name)
    {
        var refusal = Assert.Throws<QueryRefusedException>(() => Of((name, "s3cret")));
        Assert.Equal("KafkaSettings.Properties", refusal.Field);
        Assert.Contains(name, refusal.Message);
        Assert.DoesNotContain("s3cret", refusal.Message);
    }

    private static IEnumerable<string> Of(params (string Name, string Value)[] properties) =>
        KafkaJavaOptions.Of(properties.ToDictionary(p => p.Name, p => p.Value)).Select(o => $"{o.Key}={o.Value}");
}
