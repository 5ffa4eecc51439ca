using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CtrBench.Harness;
using CtrBench.Tests.Engines.SparkConnect;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness.Running;

/// <summary>The doctor against servers of this process, and against nobody.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_answers_is_shown_with_its_version()
    {
        await using var spark = await FakeSparkServer.StartAsync();
        using var gateway = new OneAnswer("""{"productName":"Apache Flink","version":"2.2.1"}""");
        using var rest = new OneAnswer("""{"flink-version":"2.2.1","features":{}}""");
        var (code, answer) = await JsonAsync("--flink-gateway", gateway.Url, "--flink-rest", rest.Url, "--spark", $"sc://127.0.0.1:{spark.Address.Port}");
        Assert.Equal(0, code);
        Assert.True(answer.GetProperty("healthy").GetBoolean());
        Assert.Equal(
            ["Kafka not-configured ", "Flink SQL Gateway answers 2.2.1", "Flink REST answers 2.2.1", "Spark Connect answers 4.1.1"],
            answer.GetProperty("endpoints").EnumerateArray().Select(Line));
        Assert.Equal(("GET /info", "GET /config"), (gateway.Asked, rest.Asked));
    }

    [Fact]
    public async Task What_does_not_answer_is_named_with_what_to_do_and_the_code_is_3()
    {
        using var odd = new OneAnswer("<html>a login page</html>");
        using var older = new OneAnswer("""{"name":"something else"}""");
        var (code, answer) = await JsonAsync("--flink-gateway", odd.Url, "--flink-rest", older.Url, "--spark", $"sc://127.0.0.1:{FreePort()}");
        Assert.Equal(3, code);
        Assert.False(answer.GetProperty("healthy").GetBoolean());
        var words = answer.GetProperty("endpoints").EnumerateArray().Select(e => e.GetProperty("message").GetString()!).ToList();
        Assert.Contains("does not answer /info with JSON. Is it the gateway's port (8083)", words[1], StringComparison.Ordinal);
        Assert.Contains("its /config has no flink-version. Is it the JobManager's port (8081)", words[2], StringComparison.Ordinal);
        Assert.Contains("does not answer", words[3], StringComparison.Ordinal);
        Assert.Contains("Start a Spark Connect server (default port 15002), or set its address with --spark.", words[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.4.3", null, "is Spark 3.4.3. Streaming over Spark Connect needs 3.5 or later")]
    [InlineData("4.1.1", "another", "requires a token: pass the value of its spark.connect.authenticate.token")]
    public async Task A_spark_that_cannot_be_used_is_named_with_what_to_do(string version, string? wanted, string words)
    {
        await using var spark = await FakeSparkServer.StartAsync(new FakeSpark { Version = version, Token = wanted });
        var (code, answer) = await JsonAsync("--spark", spark.Address.ToString());
        Assert.Equal(3, code);
        Assert.Contains(words, answer.GetProperty("endpoints")[3].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_of_a_spark_comes_from_its_file_and_is_never_shown()
    {
        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(temp.At("right"), "s3cret\n", Ct);
        await File.WriteAllTextAsync(temp.At("wrong"), "wr0ng", Ct);
        await using var spark = await FakeSparkServer.StartAsync(new FakeSpark { Token = "s3cret" });
        var (code, answer) = await JsonAsync("--spark", spark.Address.ToString(), "--spark-token-file", temp.At("right"));
        Assert.Equal((0, "Spark Connect answers 4.1.1"), (code, Line(answer.GetProperty("endpoints")[3])));
        Assert.Contains("ReleaseSession", spark.Spark.Calls);
        (code, answer) = await JsonAsync("--spark", spark.Address.ToString(), "--spark-token-file", temp.At("wrong"));
        Assert.Equal(3, code);
        Assert.Contains("rejected the token", answer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_configured_is_good_and_says_what_could_be()
    {
        using var words = new StringWriter(CultureInfo.InvariantCulture);
        Assert.Equal(0, await Program.RunAsync(["doctor"], words, words, TimeProvider.System, Ct));
        Assert.Contains("Nothing is configured, and nothing is required", words.ToString(), StringComparison.Ordinal);
        Assert.Contains("pass --kafka localhost:9092 or set CTRBENCH_KAFKA", words.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int Code, JsonElement Answer)> JsonAsync(params string[] options)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await Program.RunAsync(["doctor", "--json", .. options], output, TextWriter.Null, TimeProvider.System, Ct);
        return (code, JsonDocument.Parse(output.ToString()).RootElement);
    }

    private static string Line(JsonElement endpoint) =>
        $"{endpoint.GetProperty("name")} {endpoint.GetProperty("state")} {(endpoint.TryGetProperty("version", out var v) ? v.GetString() : "")}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>An HTTP server that gives everybody the same answer.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public OneAnswer(string body)
        {
            _listener.Start();
            _ = ServeAsync(body);
        }

        public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        public string? Asked { get; private set; }

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(string body)
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await _listener.AcceptTcpClientAsync(Ct);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
                {
                    return;
                }

                using (client)
                {
                    using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                    if (await reader.ReadLineAsync(Ct) is not { } request) continue;
                    Asked = string.Join(' ', request.Split(' ').Take(2));
                    while (await reader.ReadLineAsync(Ct) is { Length: > 0 })
                    {
                    }

                    var answer = $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
                    await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer), Ct);
                }
            }
        }
    }
}
