using System.Text.Json;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Simulation;
using CtrBench.Tests.Harness.Cli;
using CtrBench.Tests.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private static readonly CostProfile Slow = CostProfile.Instant(EngineId.MicroBatch) with { BatchFixedMs = 400, ResultShare = 0.5 };
    private static readonly CostProfile Slower = Slow with { BatchFixedMs = 600 };
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Two_runs_are_held_against_each_other()
    {
        var (a, b) = (TinyRun.Write(_temp.At("a"), laterMs: 75), TinyRun.Write(_temp.At("b")));
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"compare {a} {b} --tolerance 5.1%"));
        Approved.Check("Harness/Commands/Approved/compare.txt", rig.Output.Replace(a, "FOLDER-A").Replace(b, "FOLDER-B"));
    }

    [Fact]
    public async Task An_error_beyond_the_tolerance_makes_the_answer_no()
    {
        var (a, b) = (TinyRun.Write(_temp.At("a"), laterMs: 75), TinyRun.Write(_temp.At("b")));
        // T1 - floor is 1576 against 1501: 4.997 %. Of T1 - e it is 0.3 %, which no tolerance may hide behind.
        Assert.Equal(ExitCode.Good, await new CliRig().RunAsync($"compare {a} {b} --tolerance 5%"));
        var rig = new CliRig();
        Assert.Equal(ExitCode.RunSaysNo, await rig.RunAsync($"compare {a} {b} --tolerance 4.9%"));
        Assert.Contains("errors of mean and p90: BEYOND the tolerance of 4.9%", rig.Output);
        Assert.Equal(ExitCode.Good, await new CliRig().RunAsync($"compare {a} {b}"));
    }

    [Fact]
    public async Task An_invalid_run_is_shown_as_such_and_makes_the_answer_no()
    {
        var (a, b) = (TinyRun.Write(_temp.At("a"), lostResult: true), TinyRun.Write(_temp.At("b")));
        var rig = new CliRig();
        Assert.Equal(ExitCode.RunSaysNo, await rig.RunAsync($"compare {b} {a}"));
        Assert.Contains("note B is invalid (", rig.Output);
        Assert.Contains("): no latency is shown", rig.Output);
        Assert.Contains("nothing to compare", rig.Output);
    }

    [Fact]
    public async Task Runs_of_the_same_events_are_paired_whenever_they_ran()
    {
        var workload = new Workload { EventsPerSecond = 50, DurationMs = 4_200_000 };
        SimulatedFolder.Write(_temp.At("a"), workload, new CtrQuery(), Slower);
        SimulatedFolder.Write(_temp.At("b"), workload with { StartMs = workload.StartMs + 86_400_000 - 3 }, new CtrQuery(), Slow);
        var answer = await JsonAsync($"{_temp.At("a")} {_temp.At("b")}");
        var comparison = answer.GetProperty("comparisons")[0];
        Assert.False(comparison.TryGetProperty("unpaired", out _));
        foreach (var latency in comparison.GetProperty("latencies").EnumerateArray())
        {
            // The same waits in both, and half of 200 ms more of the batch that emits.
            var paired = latency.GetProperty("paired");
            Assert.InRange(paired.GetProperty("n").GetInt32(), 410, 420);
            Assert.Equal(100, paired.GetProperty("mean_ms").GetDouble(), 0.01);
            Assert.Equal(100, paired.GetProperty("interval").GetProperty("low").GetDouble(), 0.01);
            Assert.Equal(100, paired.GetProperty("p99_ms").GetDouble(), 0.01);
            Assert.InRange(paired.GetProperty("p99_interval").GetProperty("high").GetDouble(), 100, 150);
            Assert.Equal(["mean", "p50", "p90", "p99"], latency.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("name").GetString()));
        }
    }

    [Theory]
    [InlineData(2, 10_000, 0, "their workloads differ in seed")]
    [InlineData(1, 5_000, 0, "their windows differ (5000 and 10000 ms)")]
    [InlineData(1, 10_000, 100, "their logs do not contain the same events (window_start_ms 1700000000000)")]
    public async Task Runs_of_other_events_are_not_paired_and_the_reason_is_said(int seed, long windowMs, int moreViews, string reason)
    {
        var workload = new Workload { EventsPerSecond = 50, DurationMs = 200_000 };
        SimulatedFolder.Write(_temp.At("a"), workload, new CtrQuery(), Slow);
        SimulatedFolder.Write(_temp.At("b"), workload with { Seed = (ulong)seed }, new CtrQuery { WindowMs = windowMs }, Slow);
        if (moreViews > 0)
        {
            var expected = Path.Combine(_temp.At("b"), "expected.jsonl");
            var lines = File.ReadAllLines(expected);
            lines[0] = lines[0].Replace("\"views\":", "\"views\":9", StringComparison.Ordinal)
                .Replace("\"rows\":", "\"rows\":9", StringComparison.Ordinal);
            File.WriteAllLines(expected, lines);
        }

        var comparison = (await JsonAsync($"{_temp.At("a")} {_temp.At("b")}")).GetProperty("comparisons")[0];
        Assert.Equal(reason, comparison.GetProperty("unpaired").GetString());
        Assert.All(comparison.GetProperty("latencies").EnumerateArray(), latency => Assert.False(latency.TryGetProperty("paired", out _)));
    }

    [Fact]
    public async Task Windows_that_cut_the_same_schedule_elsewhere_are_not_paired()
    {
        var (a, b) = (TinyRun.Write(_temp.At("a")), TinyRun.Write(_temp.At("b")));
        var manifest = Path.Combine(b, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"start_ms\": 1700000000000", "\"start_ms\": 1700000000123", StringComparison.Ordinal));
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"compare {a} {b}"));
        Assert.Contains("not paired by window: their schedules started at different phases of the window, 123 ms apart", rig.Output);
    }

    [Fact]
    public async Task The_first_is_held_against_each_of_the_others()
    {
        foreach (var name in (string[])["a", "b", "c"]) TinyRun.Write(_temp.At(name));
        var answer = await JsonAsync($"{_temp.At("a")} {_temp.At("b")} {_temp.At("c")}");
        Assert.Equal([_temp.At("b"), _temp.At("c")], answer.GetProperty("comparisons").EnumerateArray().Select(c => c.GetProperty("b").GetString()));
        Assert.Equal(3, answer.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task What_cannot_be_compared_is_refused()
    {
        var a = TinyRun.Write(_temp.At("a"));
        var failed = TinyRun.Write(_temp.At("failed"), complete: false);
        Assert.Equal("name at least two run folders: the first, A, is compared with each of the others, B", await CliRig.RefusalOf($"compare {a}"));
        Assert.Equal($"{failed}: the run failed (interrupted). Run again into a new folder.", await CliRig.RefusalOf($"compare {a} {failed}"));
        Assert.StartsWith("--tolerance 10: a share is from 0% to 100%", await CliRig.RefusalOf($"compare {a} {a} --tolerance 10"));
    }

    private static async Task<JsonElement> JsonAsync(string folders)
    {
        var rig = new CliRig();
        Assert.Equal(ExitCode.Good, await rig.RunAsync($"compare --json {folders}"));
        return JsonDocument.Parse(rig.Output).RootElement;
    }
}
