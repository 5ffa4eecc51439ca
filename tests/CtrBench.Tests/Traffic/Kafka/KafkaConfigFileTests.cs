using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class KafkaConfigFileTests
{
    private const string Secret = "correct-horse";

    [Fact]
    public void Lines_are_properties_and_comments_and_blanks_are_not()
    {
        var properties = KafkaConfigFile.Parse("# who\r\n! and\r\n\r\nsecurity.protocol=SASL_SSL\r\n  sasl.password = a=b c \n", "client.properties");
        Assert.Equal(["sasl.password", "security.protocol"], properties.Keys.Order());
        Assert.Equal(("SASL_SSL", "a=b c"), (properties["security.protocol"], properties["sasl.password"]));
    }

    [Theory]
    [InlineData("sasl.jaas.config=x " + Secret, "'sasl.jaas.config' is a property of Java's clients; write the user name as sasl.username and the password as sasl.password.")]
    [InlineData("ssl.truststore.location=" + Secret, "'ssl.truststore.location' is a property of Java's clients; export the certificates as PEM")]
    [InlineData("ssl.truststore.password=" + Secret, "'ssl.truststore.password' is a property of Java's clients")]
    [InlineData("bootstrap.servers=" + Secret, "'bootstrap.servers' cannot be set in this file; set it as the brokers' address.")]
    [InlineData("group.id=" + Secret, "'group.id' cannot be set in this file")]
    [InlineData("plugin.library.paths=" + Secret, "'plugin.library.paths' loads native libraries into this process, which client properties must not. Leave it out.")]
    [InlineData("ssl.engine.location=" + Secret, "'ssl.engine.location' loads a native library of OpenSSL")]
    [InlineData("ssl.providers=" + Secret, "'ssl.providers' makes OpenSSL load native libraries")]
    [InlineData("sasl.kerberos.kinit.cmd=" + Secret, "'sasl.kerberos.kinit.cmd' is run as a shell command")]
    [InlineData("isolation.level=committed", "'isolation.level' is 'committed'. Write read_uncommitted or read_committed")]
    [InlineData("sasl.password", "no \"key=value\" found")]
    [InlineData("=" + Secret, "no \"key=value\" found")]
    [InlineData(Secret + " x=1", "the text before \"=\" is not a property name")]
    [InlineData("linger.ms=5\nlinger.ms=" + Secret, "'linger.ms' is given twice")]
    public void A_line_that_is_not_for_us_is_named_by_file_line_and_key_and_never_by_its_value(string text, string words)
    {
        var refusal = Assert.Throws<KafkaConfigException>(() => KafkaConfigFile.Parse("a.b=1\n" + text, "client.properties"));
        Assert.StartsWith($"client.properties, line {(text.Contains('\n', StringComparison.Ordinal) ? 3 : 2)}: ", refusal.Message);
        Assert.Contains(words, refusal.Message);
        Assert.DoesNotContain(Secret, refusal.ToString());
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var refusal = Assert.Throws<KafkaConfigException>(() => KafkaConfigFile.Read("no-such-folder/client.properties"));
        Assert.StartsWith("no-such-folder/client.properties: cannot be read", refusal.Message);
    }
}
