using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>The program over a real broker, in one process and in three.</summary>
[Collection("Kafka")]
public sealed class BrokerRunTests(KafkaBroker broker)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_twins_run_over_a_broker_to_reconciled_folders()
    {
        await using var micro = new BrokerCase(await broker.AddressAsync());
        await using var continuous = new BrokerCase(await broker.AddressAsync());
        const string Traffic = "--rate 400/s --producers 2 --window 1s --delay 1s --duration 8s";
        var runs = await Task.WhenAll(
            micro.RunAsync($"run --engine microbatch --trigger 200ms {Traffic} --out {micro.At("run")}", Ct),
            continuous.RunAsync($"run --engine continuous --tick 100ms {Traffic} --out {continuous.At("run")}", Ct));
        Assert.All(runs, run => Assert.True(run.Code is 0 or 1, run.Words));
        foreach (var of in (BrokerCase[])[micro, continuous])
        {
            var metrics = of.RightMetrics("run");
            Assert.InRange(metrics.Correctness.ResultWindows, 8, 10);
            Assert.InRange(metrics.Correctness.Counted, 2_500, 4_000);
            var manifest = RunFolder.Peek(of.At("run"));
            Assert.Equal((of.EventsTopic, of.ResultsTopic), (manifest.Broker!.EventsTopic, manifest.Broker.ResultsTopic));
            Assert.NotNull(manifest.Broker.Version);
            Assert.InRange(manifest.ClockCheck!.OffsetMs, -manifest.ClockCheck.BoundMs - 20, manifest.ClockCheck.BoundMs + 20);
        }
    }

    [Fact]
    public async Task Producers_engine_and_collector_as_three_processes_give_the_folder_that_one_gives()
    {
        await using var of = new BrokerCase(await broker.AddressAsync());
        using var produce = of.Start(
            $"produce --rate 300/s --producers 2 --window 1s --delay 1s --duration 8s --closing --out {of.At("sent")}");
        var sent = await of.ManifestAsync("sent", Ct);
        var windows = (sent.ClosingStartMs - sent.StartMs / 1_000 * 1_000) / 1_000;
        using var engine = of.Start(
            $"run --engine continuous --tick 100ms --traffic none --window 1s --delay 1s --checkpoint {of.At("state")} --out {of.At("engine")}");
        using var collect = of.Start(
            $"collect --engine continuous --window 1s --delay 1s --results {windows} --duration 60s --traffic-of {of.At("sent")} --out {of.At("all")}");
        // 1: a busy machine may make the traffic differ from its schedule.
        await AssertEndsAsync(produce, 0, 1);
        await AssertEndsAsync(collect, 0, 1);
        engine.Interrupt();
        await AssertEndsAsync(engine, 0);

        var metrics = of.RightMetrics("all");
        Assert.Equal(windows, metrics.Correctness.ResultWindows);
        var manifest = RunFolder.Peek(of.At("all"));
        Assert.Equal((RunMode.Collected, sent.StartMs, sent.ClosingStartMs), (manifest.Mode, manifest.StartMs, manifest.ClosingStartMs));
        Assert.Equal(2, metrics.Producers);
        Assert.Equal((RunMode.Part, RunState.Complete), (RunFolder.Peek(of.At("engine")).Mode, RunFolder.Peek(of.At("engine")).State));
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(of.At("state")));
    }

    private static async Task AssertEndsAsync(ProgramProcess process, params int[] codes)
    {
        var (code, output, error) = await process.EndAsync(Ct);
        Assert.True(codes.Contains(code), $"exit code {code}\n{output}\n{error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
