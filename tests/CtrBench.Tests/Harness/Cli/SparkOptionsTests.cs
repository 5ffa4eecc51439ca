using CtrBench.Engines.SparkConnect;
using CtrBench.Harness.Plans;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness.Cli;

/// <summary>Where a real Spark is, and its token, which no line and no message ever holds.</summary>
public sealed class SparkOptionsTests
{
    private const string Secret = "correct-horse-battery";

    [Theory]
    [InlineData("http://spark:1234", "http://spark:1234")]
    [InlineData("http://spark", "http://spark:15002")]
    [InlineData("http://127.0.0.1/", "http://127.0.0.1:15002")]
    [InlineData("http://spark:80", "http://spark:80")]
    [InlineData("http://[::1]", "http://[::1]:15002")]
    [InlineData("http://[::1]:80/", "http://[::1]:80")]
    [InlineData("sc://spark", "sc://spark:15002")]
    [InlineData("sc://spark:7", "sc://spark:7")]
    [InlineData("https://spark", "https://spark:443")]
    public async Task An_address_without_a_port_gets_sparks_default_port(string given, string meant)
    {
        var plan = await CliRig.PlanOf<DoctorPlan>($"doctor --spark {given}");
        Assert.Equal(new SparkConnection(new Uri(meant), null), plan.Spark);
        Assert.Equal(plan.Spark, (await CliRig.PlanOf<DoctorPlan>("doctor", new() { ["CTRBENCH_SPARK"] = given })).Spark);
    }

    [Fact]
    public async Task A_token_is_read_from_its_file_or_else_from_its_variable_and_no_plan_prints_it()
    {
        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(temp.At("token"), $" {Secret}\n", TestContext.Current.CancellationToken);
        Dictionary<string, string> variables = new() { ["CTRBENCH_SPARK"] = "http://spark:1", ["CTRBENCH_SPARK_TOKEN"] = "another" };
        var plan = await CliRig.PlanOf<DoctorPlan>($"doctor --spark-token-file {temp.At("token")}", variables);
        Assert.Equal(Secret, plan.Spark!.Token);
        Assert.DoesNotContain(Secret, plan.ToString());
        Assert.Equal("another", (await CliRig.PlanOf<DoctorPlan>("doctor", variables)).Spark!.Token);
    }

    [Theory]
    [InlineData("", "contains no token")]
    [InlineData("  \n", "contains no token")]
    [InlineData(Secret + "\nmore", "one line of printable ASCII without blanks is needed")]
    [InlineData(Secret + "\u00e9", "one line of printable ASCII without blanks is needed")]
    public async Task What_cannot_be_a_token_is_refused_and_not_shown(string text, string words)
    {
        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(temp.At("token"), text, TestContext.Current.CancellationToken);
        var refusal = await CliRig.RefusalOf($"doctor --spark http://spark:1 --spark-token-file {temp.At("token")}");
        Assert.StartsWith($"--spark-token-file {temp.At("token")}: ", refusal);
        Assert.Contains(words, refusal);
        Assert.DoesNotContain(Secret, refusal);
        if (text.Length > 0)
            Assert.StartsWith("CTRBENCH_SPARK_TOKEN: contains no token", await CliRig.RefusalOf("doctor --spark http://spark:1", new() { ["CTRBENCH_SPARK_TOKEN"] = text }));
    }

    [Theory]
    [InlineData("--spark spark:1", "--spark spark:1: begins with http:// or https:// or sc://: http://localhost:15002")]
    [InlineData("--spark sc://spark:1/;token=" + Secret, "--spark: takes no parameters in the address: http://localhost:15002; put the token in the file of --spark-token-file or in CTRBENCH_SPARK_TOKEN, and use https:// for TLS")]
    [InlineData("--spark http://spark:1/path", "--spark http://spark:1/path: takes host and port only: http://localhost:15002")]
    [InlineData("--spark http://me:" + Secret + "@spark:1", "--spark: takes no user name or password in the address")]
    [InlineData("--spark-token-file no-such", "--spark-token-file no-such: has no effect without a server; add --spark, or leave it out")]
    [InlineData("--spark http://spark:1 --spark-token-file no-such", "--spark-token-file no-such: no such file")]
    public async Task Invalid_input_is_rejected_with_a_message(string options, string words) =>
        Assert.Equal(words, (await CliRig.RefusalOf($"doctor {options}")).Split('\n')[0]);
}
