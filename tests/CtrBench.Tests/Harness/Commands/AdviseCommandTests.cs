using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CtrBench.Harness;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Commands;

/// <summary><c>advise</c> from a file to its folder.</summary>
public sealed class AdviseCommandTests
{
    [Fact]
    public async Task Advice_on_a_trace_that_does_not_change_is_kept_and_good()
    {
        using var temp = new TemporaryFolder();
        var (code, answer) = await AdviseAsync(temp, Trace(40_000, _ => 800));
        Assert.Equal(0, code);
        Assert.True((bool)answer["good"]!);
        var recommended = answer["engines"]!.AsArray().Where(engine => (bool)engine!["recommended"]!).ToList();
        Assert.Equal(["spark", "flink"], recommended.Select(engine => (string)engine!["engine"]!));
        Assert.All(recommended, engine =>
        {
            Assert.Equal("kept", (string)engine!["promise"]!);
            // Two-phase aggregation counts late rows when it flushes, which the last ones of a trace may be before.
            var late = (long)engine["late_rows"]!;
            Assert.InRange((long)engine["run"]!["late_rows"]!, late - 5, late);
        });
        Assert.Contains(answer["lines"]!.AsArray(), line => ((string)line!["text"]!).Contains("withWatermark", StringComparison.Ordinal));
        var page = await File.ReadAllTextAsync(temp.At("out/advice.html"), TestContext.Current.CancellationToken);
        Assert.Contains("Flink: set a watermark delay of", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page[..page.IndexOf("<script", StringComparison.Ordinal)], StringComparison.Ordinal);
        var delays = await File.ReadAllLinesAsync(temp.At("out/delays.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(2, delays.Count(line => line.Split(',')[3] == "1"));
        Assert.True(File.Exists(temp.At("out/plots/trade-off.png")));
    }

    [Fact]
    public async Task It_is_a_table_at_80_columns_and_notes_on_the_trace_are_those_of_a_replay()
    {
        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(temp.At("t.csv"), Trace(300, _ => 800) + "1700000000000,1700000000001,ad-1,more\n", TestContext.Current.CancellationToken);
        var (output, error) = (new StringWriter(), new StringWriter());
        await Program.RunAsync(["advise", "--trace", temp.At("t.csv"), "--out", temp.At("out")], output, error, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        Assert.Matches(@"(?m)^ +delay +lost +of rest .*p90$", output.ToString().ReplaceLineEndings("\n"));
        Assert.Contains("* recommended; lost: of the rows", output.ToString());
        Assert.Contains("1 of 301 lines is broken and left out:", error.ToString());
        Assert.Contains("columns used: event_time_ms, arrival_time_ms, ad_id; ignored: none", error.ToString());
        Assert.Contains("cannot be read and is left out", output.ToString().ReplaceLineEndings(" ").Replace("     ", " "));
    }

    [Fact]
    public async Task Advice_that_later_rows_break_is_not_good()
    {
        using var temp = new TemporaryFolder();
        var (code, answer) = await AdviseAsync(temp, Trace(40_000, i => i < 28_000 ? 300 : 6_000));
        Assert.Equal(1, code);
        Assert.Contains(answer["engines"]!.AsArray(), engine => (string)engine!["promise"]! == "broken");
        Assert.Contains("DID NOT", answer["sentences"]!.AsArray().Select(sentence => (string)sentence!["lead"]!).Aggregate(string.Concat),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_too_short_gives_no_delay_and_says_what_it_takes()
    {
        using var temp = new TemporaryFolder();
        var (code, answer) = await AdviseAsync(temp, Trace(300, _ => 800));
        Assert.Equal(1, code);
        Assert.All(answer["engines"]!.AsArray(), engine => Assert.Null(engine!["delay_ms"]));
        var ground = (string)answer["sentences"]![0]!["ground"]!;
        Assert.Contains("A promise needs 2,996 rows", ground, StringComparison.Ordinal);
        Assert.Matches(@"Both are short: take at least [0-9,]+ rows over [0-9.]+ s\.", ground);
    }

    [Fact]
    public async Task One_row_from_the_future_does_not_make_the_headline()
    {
        using var temp = new TemporaryFolder();
        var lines = Trace(20_000, _ => 800).Split('\n');
        var stamp = lines[9_000].Split(',');
        lines[9_000] = string.Join(',', long.Parse(stamp[0], CultureInfo.InvariantCulture) + 3_600_000, stamp[1], stamp[2]);
        var (_, answer) = await AdviseAsync(temp, string.Join('\n', lines));
        var recommended = answer["engines"]!.AsArray().Where(engine => (bool)engine!["recommended"]!).ToList();
        Assert.Equal(2, recommended.Count);
        Assert.All(recommended, engine => Assert.InRange((long)engine!["delay_ms"]!, 1, 60_000));
        var aside = answer["set_aside"]!;
        Assert.Equal(1, (long)aside["count"]!);
        // On Spark all that follows is late; on Flink the other partition holds the watermark.
        var late = aside["losses"]!.AsArray().ToDictionary(loss => (string)loss!["engine"]!, loss => (long)loss!["late"]!);
        Assert.InRange(late["spark"], 8_000, 12_000);
        Assert.InRange(late["flink"], 0, 200);
    }

    [Theory]
    [InlineData(10L)]
    [InlineData(-10L)]
    public async Task A_trace_that_was_sorted_gives_no_advice(long stepMs)
    {
        using var temp = new TemporaryFolder();
        var lines = Enumerable.Range(0, 20_000).Select(i => (1_700_000_000_000 + i * stepMs).ToString(CultureInfo.InvariantCulture));
        var (code, answer) = await AdviseAsync(temp, "event_time_ms\n" + string.Join('\n', lines) + "\n");
        Assert.Equal(1, code);
        Assert.StartsWith("No delay can be advised", (string)answer["sentences"]![0]!["lead"]!, StringComparison.Ordinal);
        Assert.Empty(answer["lines"]!.AsArray());
    }

    [Fact]
    public async Task A_replay_loses_rows_as_the_advice_says_unless_it_is_sorted()
    {
        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(temp.At("t.csv"), Trace(20_000, _ => 3_000), TestContext.Current.CancellationToken);
        var late = await LateOf("late", []);
        var sorted = await LateOf("sorted", ["--sort"]);
        Assert.True(late > 100);
        Assert.Equal(0, sorted);

        async Task<long> LateOf(string name, string[] more)
        {
            var (_, output) = await RunAsync(["simulate", "--engine", "continuous", "--trace", temp.At("t.csv"), "--delay", "1s", "--json",
                "--out", temp.At(name), .. more]);
            return (long)JsonNode.Parse(output)!["metrics"]!["correctness"]!["late_dropped"]!;
        }
    }

    private static async Task<(int Code, JsonNode Answer)> AdviseAsync(TemporaryFolder temp, string trace)
    {
        await File.WriteAllTextAsync(temp.At("t.csv"), trace, TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(["advise", "--trace", temp.At("t.csv"), "--triggers", "1s,2s", "--out", temp.At("out"), "--json"]);
        return (code, JsonNode.Parse(output)!);
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Program.RunAsync(args, output, error, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        Assert.True(code is 0 or 1, error.ToString());
        return (code, output.ToString());
    }

    private static string Trace(int rows, Func<int, double> meanMs)
    {
        var random = new SeededRandom(9);
        var text = new StringBuilder("event_time_ms,arrival_time_ms,ad_id\n");
        var nowMs = 1_700_000_000_000.0;
        for (var i = 0; i < rows; i++)
        {
            nowMs += 10 * random.NextExponential();
            var lateMs = random.NextDouble() < 0.3 ? meanMs(i) * random.NextExponential() : 0;
            text.Append(CultureInfo.InvariantCulture, $"{(long)(nowMs - lateMs)},{(long)nowMs},ad-{random.NextBelow(50)}\n");
        }

        return text.ToString();
    }
}
