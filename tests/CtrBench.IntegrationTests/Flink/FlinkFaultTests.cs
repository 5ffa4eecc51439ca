using CtrBench.Engines.Figures;
using CtrBench.Windows;
using CtrBench.Windows.Recordings;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>Processes of a real Flink, and its broker, that are killed or paused in the middle of a run.</summary>
[Collection("Flink")]
public sealed class FlinkFaultTests(FlinkCluster cluster, ITestOutputHelper output)
{
    private const int LimitMs = 8 * 60_000;

    private static readonly DeliverySettings NoCheckpoints = new() { CheckpointIntervalMs = 0 };
    private static readonly DeliverySettings ExactlyOnce = new() { Guarantee = DeliveryGuarantee.ExactlyOnce, CheckpointIntervalMs = 1_000 };
    private static readonly DeliverySettings AtLeastOnce = new() { CheckpointIntervalMs = 20_000 };

    [Fact(Timeout = LimitMs)]
    public async Task A_killed_gateway_takes_no_job_with_it()
    {
        await cluster.UpForFaultsAsync();
        await using var run = await FlinkFaultRun.StartAsync(cluster, NoCheckpoints, TestContext.Current.CancellationToken);
        await run.SendAsync(100);
        await cluster.KillAsync("gateway");
        try
        {
            await run.SendAsync(100);
            await Waiting.UntilAsync("a note about the gateway", () => run.Flink.Progress.Notes.Count > 0);
            AssertWhole(run, await run.DrainAsync(), duplicates: false);
        }
        finally
        {
            await cluster.StartAgainAsync("gateway");
        }

        output.WriteLine(run.Flink.Progress.Notes[0]);
        Assert.Contains("the SQL Gateway lost the session, the job continued without it", run.Flink.Progress.Notes[0]);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_killed_TaskManager_loses_nothing_and_doubles_results_only_at_least_once()
    {
        await cluster.UpForFaultsAsync();
        await using var exact = await FlinkFaultRun.StartAsync(cluster, ExactlyOnce, TestContext.Current.CancellationToken);
        await using var least = await FlinkFaultRun.StartAsync(cluster, AtLeastOnce, TestContext.Current.CancellationToken);
        await using var bare = await FlinkFaultRun.StartAsync(cluster, NoCheckpoints, TestContext.Current.CancellationToken);
        await bare.SendAsync(100);
        await bare.UntilResultsAsync();
        await exact.SendAsync(100);
        await Waiting.UntilAsync("three checkpoints", () => exact.Flink.Progress.Flink!.CheckpointsCompleted >= 3);
        // Results that no checkpoint knows of are sent again after a restart.
        long checkpoints;
        do
        {
            checkpoints = least.Flink.Progress.Flink!.CheckpointsCompleted;
            await least.SendAsync(100);
            await least.UntilResultsAsync();
        }
        while (least.Flink.Progress.Flink!.CheckpointsCompleted != checkpoints);

        await cluster.KillAsync("taskmanager");
        await Task.WhenAll(exact.SendAsync(100), least.SendAsync(100));
        await cluster.StartAgainAsync("taskmanager");
        FlinkFaultRun[] runs = [exact, least, bare];
        await Task.WhenAll(runs.Select(run => run.UntilRestartedAsync()));
        await Task.WhenAll(exact.SendAsync(100), least.SendAsync(100));
        var reports = await Task.WhenAll(runs.Select(run => run.DrainAsync()));
        AssertWhole(exact, reports[0], duplicates: false);
        AssertWhole(least, reports[1], duplicates: true);
        // Without a checkpoint it begins again at the first event, and nothing is read after that: a drain must not believe the offsets
        // that were read before.
        AssertWhole(bare, reports[2], duplicates: true);
        foreach (var run in runs) AssertSays("no longer reachable", run.Flink.Progress.Flink!.Faults);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_broker_that_is_paused_for_20_s_loses_nothing_and_doubles_nothing()
    {
        await cluster.UpForFaultsAsync();
        await using var exact = await FlinkFaultRun.StartAsync(cluster, ExactlyOnce, TestContext.Current.CancellationToken);
        await using var least = await FlinkFaultRun.StartAsync(cluster, AtLeastOnce, TestContext.Current.CancellationToken);
        await Task.WhenAll(exact.SendAsync(100), least.SendAsync(100));
        await Waiting.UntilAsync("a checkpoint", () => exact.Flink.Progress.Flink!.CheckpointsCompleted > 0);
        await cluster.PauseAsync("kafka");
        Task during;
        try
        {
            during = Task.WhenAll(exact.SendAsync(100), least.SendAsync(100));
            await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        finally
        {
            await cluster.ResumeAsync("kafka");
        }

        await during;
        await Task.WhenAll(exact.SendAsync(100), least.SendAsync(100));
        var reports = await Task.WhenAll(exact.DrainAsync(), least.DrainAsync());
        AssertWhole(exact, reports[0], duplicates: false);
        // A client that sends again does so under the same number: at-least-once doubles where a job restarts, and none did.
        AssertWhole(least, reports[1], duplicates: false);
        Assert.Equal((0, 0), (exact.Flink.Progress.Flink!.Restarts, least.Flink.Progress.Flink!.Restarts));
    }

    private void AssertWhole(FlinkFaultRun run, WindowReport report, bool duplicates)
    {
        output.WriteLine(FormattableString.Invariant($"{run.Sent} sent, {run.Flink.Progress.RecordsRead} read; {report.Windows} windows, {report.Equal} equal, {report.Undetermined} undetermined, {report.Duplicates} results again"));
        foreach (var d in report.Differences) output.WriteLine($"  {d.Step}, {d.Field}: expected {d.Expected}, got {d.Got}");
        Assert.Empty(report.Differences);
        Assert.Equal((run.Sent, run.Sent, 0), (run.Flink.Progress.RecordsRead, report.Rows, report.LateRows));
        Assert.Equal((report.Windows, duplicates), (report.Equal, report.Duplicates > 0));
    }

    private void AssertSays(string words, IReadOnlyList<EngineFault> faults)
    {
        foreach (var fault in faults) output.WriteLine($"{fault.AtMs} {fault.Message}");
        Assert.Contains(faults, fault => fault.Message.Contains(words, StringComparison.Ordinal));
    }
}
