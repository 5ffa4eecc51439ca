using System.Globalization;
using System.Text.Json.Nodes;
using CtrBench.Harness;
using CtrBench.Tests.Harness.Runs;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Running;

/// <summary>The verb threshold on slow engines, in virtual time.</summary>
public sealed class ThresholdRunTests
{
    private const string Slow = """
        {"name":"slow","engine":"continuous","taken_on":"test","ingest_ms":3,"deliver_ms":2,"row_us":20000,"tick_drift_ms":0.5,"emit_fixed_ms":13}
        """;

    private const string Line = "threshold --engine continuous --from 20/s --precision 20% --seeds 2 --json";

    [Fact]
    public async Task The_answer_contains_the_capacity_and_is_the_same_again()
    {
        using var temp = new TemporaryFolder();
        var (code, text) = await RunAsync(temp, [.. Line.Split(' '), "--slo", "p90(T1-floor) <= 10s", "--out", temp.At("one")]);
        Assert.True(code == 0, text);
        var answer = JsonNode.Parse(text)!;
        Assert.Equal("bracketed", (string?)answer["state"]);
        Assert.InRange(50, (double)answer["sustained_per_second"]!, (double)answer["not_sustained_per_second"]!);
        Assert.Contains("keeps-up", answer["binds"]!.AsArray().Select(term => (string?)term));
        Assert.Equal(2, (int)answer["sustained_probes"]!);

        Assert.Equal(0, (await RunAsync(temp, [.. Line.Split(' '), "--slo", "p90(T1-floor) <= 10s", "--out", temp.At("two")])).Code);
        foreach (var file in (string[])["threshold.json", "probes.csv", "threshold.svg", "threshold.png"])
            Assert.Equal(await File.ReadAllBytesAsync(temp.At($"one/{file}"), Ct), await File.ReadAllBytesAsync(temp.At($"two/{file}"), Ct));

        var lines = await File.ReadAllLinesAsync(temp.At("one/probes.csv"), Ct);
        Assert.Equal(1 + (2 * (int)answer["probes"]!), lines.Length);
        Assert.All(lines.Skip(1), line => Assert.True(File.Exists(temp.At($"one/{line.Split(',')[1]}/metrics.json")), line));
    }

    [Fact]
    public async Task When_the_time_is_up_the_answer_is_what_is_known()
    {
        using var temp = new TemporaryFolder();
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var (_, text) = await RunAsync(temp, [.. Line.Split(' '), "--within", "4s", "--out", temp.At("cut")], clock);
        var answer = JsonNode.Parse(text)!;
        Assert.Equal("within", (string?)answer["ended"]);
        Assert.Contains("--within", (string?)answer["answer"]);
        Assert.InRange((int)answer["probes"]!, 1, 6);
    }

    [Fact]
    public async Task Ctrl_C_keeps_what_is_known()
    {
        using var temp = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        using var words = new InterruptingWriter(line => line.StartsWith("probe-003", StringComparison.Ordinal), cancel);
        await File.WriteAllTextAsync(temp.At("slow.json"), Slow, Ct);
        string[] args = [.. Line.Split(' '), "--profile", temp.At("slow.json"), "--out", temp.At("cut")];
        Assert.Equal(130, await Program.RunAsync(args, words, words, new FakeTimeProvider(), cancel.Token));
        Assert.Contains("The search was interrupted.", words.ToString());
        Assert.Contains("\"ended\": \"interrupted\"", await File.ReadAllTextAsync(temp.At("cut/threshold.json"), Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<(int Code, string Text)> RunAsync(TemporaryFolder temp, string[] args, TimeProvider? clock = null)
    {
        await File.WriteAllTextAsync(temp.At("slow.json"), Slow, Ct);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await Program.RunAsync([.. args, "--profile", temp.At("slow.json")], output, error, clock ?? new FakeTimeProvider(), Ct);
        return (code, output.ToString() is { Length: > 0 } text ? text : error.ToString());
    }
}
