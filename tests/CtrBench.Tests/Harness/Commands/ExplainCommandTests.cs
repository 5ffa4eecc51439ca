using System.Text.Json.Nodes;
using CtrBench.Harness;
using CtrBench.Tests.Harness.Runs;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Commands;

/// <summary><c>explain</c> on runs whose reasons are known.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("microbatch", "batch")]
    [InlineData("continuous", "tick")]
    public async Task Lost_rows_name_what_decided_and_a_delay_that_keeps_them(string engine, string step)
    {
        await SimulateAsync(engine, "--disorder 20%:2s:8s --delay 1s");
        var window = (await ExplainAsync()).Single(w => (string?)w["chosen"] == "lost the most rows");
        Assert.Equal("lost-rows", (string?)window["fate"]);
        Assert.Contains($"WITHOUT {(long)window["rows_lost"]!:#,0} of its", (string)window["what"]!, StringComparison.Ordinal);
        Assert.Contains(step, (string)window["why"]!, StringComparison.Ordinal);
        Assert.Matches(@"partition [01]", (string)window["why"]!);
        var keptMs = (long)window["kept_by_delay_ms"]!;
        Assert.Contains("A watermark delay of ", (string)window["change"]!, StringComparison.Ordinal);
        await SimulateAsync(engine, $"--disorder 20%:2s:8s --delay {keptMs}ms", "kept");
        var again = Assert.Single(await ExplainAsync("kept", $"--window {(long)window["window_start_ms"]!}"));
        Assert.Equal(("whole", 0), ((string?)again["fate"], (long)again["rows_lost"]!));
    }

    [Fact]
    public async Task A_window_of_an_idle_partition_names_the_partition_that_held_the_watermark()
    {
        await SimulateAsync("continuous", "--scenario idle-partition:1m");
        var window = (await ExplainAsync()).Single(w => (string?)w["chosen"] == "the slowest answer");
        Assert.Equal(0, (int)window["partition"]!);
        Assert.StartsWith("Partition 0 held the watermark at", (string)window["why"]!, StringComparison.Ordinal);
        Assert.Contains("an idle timeout", (string)window["change"]!, StringComparison.Ordinal);
        Assert.True((double)window["after_end_ms"]! > 30_000);
    }

    [Fact]
    public async Task A_row_from_the_future_is_called_one()
    {
        await SimulateAsync("microbatch", "--scenario future-row");
        var window = (await ExplainAsync()).First(w => (long)w["rows_lost"]! > 0);
        Assert.Equal("lost-all", (string?)window["fate"]);
        Assert.Contains("ahead of the clock at that moment: filter rows", (string)window["change"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_that_is_open_says_what_closes_it()
    {
        await SimulateAsync("microbatch", "--no-data-batches off --trigger 60s");
        var window = (await ExplainAsync())[0];
        Assert.Equal("open", (string?)window["fate"]);
        Assert.Contains("STILL OPEN", (string)window["what"]!, StringComparison.Ordinal);
        Assert.Contains("a batch after the one that reads it", (string)window["change"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_says_how_its_time_divides()
    {
        await SimulateAsync("microbatch", "--trigger 10s");
        var window = Assert.Single(await ExplainAsync(more: "--window 22:14:05"));
        Assert.Equal("whole", (string?)window["fate"]);
        Assert.Matches("^Batch [0-9]+ closed it", (string)window["why"]!);
        Assert.Contains("20 s are the watermark delay", (string)window["change"]!, StringComparison.Ordinal);
        Assert.Contains("the trigger of 10 s", (string)window["change"]!, StringComparison.Ordinal);
    }

    private async Task SimulateAsync(string engine, string options, string name = "run") => await RunAsync(
        $"simulate --engine {engine} --rate 50/s --duration 3m {options} --out {_temp.At(name)}");

    private async Task<List<JsonNode>> ExplainAsync(string name = "run", string more = "") =>
        [.. JsonNode.Parse(await RunAsync($"explain {_temp.At(name)} --json {more}"))!["windows"]!.AsArray().Select(node => node!)];

    private static async Task<string> RunAsync(string line)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Program.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error, new FakeTimeProvider(), TestContext.Current.CancellationToken);
        Assert.True(code is 0 or 1, error.ToString());
        return output.ToString();
    }
}
