using CtrBench.Harness.Cli;

namespace CtrBench.Tests.Harness.Cli;

public sealed class EndpointTextTests
{
    [Theory]
    [InlineData("localhost:9092", "localhost:9092")]
    [InlineData(" a:9092 , b.example.org:19092 ", "a:9092,b.example.org:19092")]
    [InlineData("127.0.0.1:1", "127.0.0.1:1")]
    [InlineData("[::1]:65535", "[::1]:65535")]
    public void Brokers_are_hosts_with_ports(string text, string brokers) => Assert.Equal(brokers, EndpointText.ParseBrokers("--kafka", text));

    [Theory]
    [InlineData("", "--kafka: an address is missing: localhost:9092")]
    [InlineData("localhost", "--kafka localhost: a port is missing: localhost:9092")]
    [InlineData("[::1]", "--kafka [::1]: a port is missing: [::1]:9092")]
    [InlineData("::1:9092", "--kafka ::1:9092: an IPv6 address must be in brackets: [::1]:9092")]
    [InlineData("localhost:0", "--kafka localhost:0: a port is from 1 to 65535")]
    [InlineData("localhost:65536", "--kafka localhost:65536: a port is from 1 to 65535")]
    [InlineData("localhost:-1", "--kafka localhost:-1: a port is from 1 to 65535")]
    [InlineData("localhost:kafka", "--kafka localhost:kafka: a port is from 1 to 65535")]
    [InlineData(":9092", "--kafka :9092: a host is missing: localhost:9092")]
    [InlineData("my broker:9092", "--kafka my broker:9092: 'my broker' is not a host name")]
    [InlineData("PLAINTEXT://localhost:9092", "--kafka PLAINTEXT://localhost:9092: brokers have no scheme: localhost:9092")]
    [InlineData("a:9092,,b:9092", "--kafka a:9092,,b:9092: names an empty address between commas")]
    public void What_is_no_broker_is_refused(string text, string words) =>
        Assert.Equal(words, Assert.Throws<UsageException>(() => EndpointText.ParseBrokers("--kafka", text)).Message);

    [Theory]
    [InlineData("http://localhost:8083", "localhost", 8083)]
    [InlineData("HTTPS://flink.example.org", "flink.example.org", 443)]
    public void Urls_have_a_scheme_and_a_host(string text, string host, int port)
    {
        var url = EndpointText.ParseUrl("--flink-rest", text, "http://localhost:8081", "http", "https");
        Assert.Equal((host, port), (url.Host, url.Port));
    }

    [Theory]
    [InlineData("localhost:8081", "--flink-rest localhost:8081: begins with http:// or https://: http://localhost:8081")]
    [InlineData("sc://localhost:8081", "--flink-rest sc://localhost:8081: begins with http:// or https://: http://localhost:8081")]
    [InlineData("http://", "--flink-rest http://: not an address: http://localhost:8081")]
    [InlineData("http://localhost:99999", "--flink-rest http://localhost:99999: not an address: http://localhost:8081")]
    [InlineData("http://localhost:0", "--flink-rest http://localhost:0: a port is from 1 to 65535")]
    public void What_is_no_url_is_refused(string text, string words) => Assert.Equal(
        words,
        Assert.Throws<UsageException>(() => EndpointText.ParseUrl("--flink-rest", text, "http://localhost:8081", "http", "https")).Message);

    [Theory]
    [InlineData("me:secret@localhost:9092")]
    [InlineData("a:9092,me:secret@localhost:9092")]
    public void A_password_in_an_address_is_refused_and_not_shown(string text) => Assert.DoesNotContain(
        "secret", Assert.Throws<UsageException>(() => EndpointText.ParseBrokers("--kafka", text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_password_in_a_url_is_refused_and_not_shown() => Assert.DoesNotContain(
        "secret",
        Assert.Throws<UsageException>(() => EndpointText.ParseUrl("--spark", "sc://me:secret@host:1", "sc://localhost:15002", "sc")).Message,
        StringComparison.Ordinal);
}
