using System.Text.RegularExpressions;

namespace CtrBench.Tests.Harness;

/// <summary>docker-compose.yml cannot be run here; what a text can show of it is held.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string Compose = Read("docker-compose.yml");

    [Fact]
    public void Every_port_is_published_on_this_machine_only()
    {
        var ports = Ports().Matches(Compose).SelectMany(m => m.Groups[1].Value.Split(',')).Select(p => p.Trim(' ', '"')).ToList();
        Assert.Equal(["127.0.0.1:9092:9092", "127.0.0.1:8081:8081", "127.0.0.1:8083:8083", "127.0.0.1:15002:15002"], ports);
    }

    [Theory]
    [InlineData("Kafka", "apache/kafka:")]
    [InlineData("Flink", "flink:")]
    [InlineData("Spark", "apache/spark:")]
    public void Images_are_of_the_versions_that_the_readme_names(string engine, string image)
    {
        var version = Regex.Match(Read("README.md"), $@"\b{engine} (\d+\.\d+\.\d+)").Groups[1].Value;
        Assert.NotEmpty(version);
        Assert.Contains($"image: {image}{version}", Compose, StringComparison.Ordinal);
    }

    [Fact]
    public void Connectors_are_of_their_engine_s_version_and_each_that_is_fetched_is_used()
    {
        Assert.Contains("flink-sql-connector-kafka/5.0.0-2.2/", Compose, StringComparison.Ordinal);
        Assert.Contains("spark-sql-kafka-0-10_2.13/4.1.1/", Compose, StringComparison.Ordinal);
        Assert.Contains("spark-token-provider-kafka-0-10_2.13/4.1.1/", Compose, StringComparison.Ordinal);
        var fetched = Jars().Matches(Compose).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(5, fetched.Count);
        Assert.All(fetched, jar => Assert.Contains($"/jars/{jar}", Compose, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_service_that_stays_up_is_checked_for_health()
    {
        var (from, to) = (Compose.IndexOf("\nservices:", StringComparison.Ordinal), Compose.IndexOf("\nvolumes:", StringComparison.Ordinal));
        var services = Regex.Split(Compose[from..to], "\n(?=  [a-z])")[1..];
        Assert.Equal(6, services.Length);
        // The jars are fetched once; a taskmanager has no port, and the jobmanager tells whether it is there.
        Assert.All(
            services.Where(s => !s.StartsWith("  jars:", StringComparison.Ordinal) && !s.StartsWith("  taskmanager:", StringComparison.Ordinal)),
            service => Assert.Contains("healthcheck:", service, StringComparison.Ordinal));
    }

    [Fact]
    public void Flink_is_set_up_as_its_adapter_needs_it()
    {
        Assert.Contains("execution.checkpointing.savepoint-dir: file:///savepoints\n", Compose, StringComparison.Ordinal);
        Assert.Contains("metrics.fetcher.update-interval: ", Compose, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(Compose, @"FLINK_PROPERTIES: \*flink-properties\n"));
        Assert.Contains("\n  savepoints:\n", Compose, StringComparison.Ordinal);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, file)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"ports: \[(.*)\]")]
    private static partial Regex Ports();

    [GeneratedRegex(@"https://repo1\.maven\.org/\S+/(\S+\.jar)")]
    private static partial Regex Jars();
}
