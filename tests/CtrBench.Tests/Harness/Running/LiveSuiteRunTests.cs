using CtrBench.Engines;
using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Running;

/// <summary>The state machine of a live suite: what is run in which order, and what an error, Ctrl-C or a kill leaves behind.</summary>
public sealed class LiveSuiteRunTests
{
    [Fact]
    public async Task Runs_are_made_one_after_the_other_each_with_topics_of_its_own_that_are_removed()
    {
        using var rig = new SuiteRig();
        var state = await rig.MakeAsync(rig.Plan(EngineId.Twins, repeat: 2));
        Assert.Equal(["microbatch-1", "continuous-1", "continuous-2", "microbatch-2"], rig.Begun);
        Assert.All(state.Runs, run => Assert.Equal((SuiteRunState.Complete, true, 1), (run.State, run.Valid, run.Attempts.Count)));
        Assert.All(state.Runs, run => Assert.Equal(100, run.Attempts[0].Seconds));
        Assert.Equal(rig.Begun, rig.Cleaned.Select(c => c.Run.RunId));
        Assert.Equal(8, rig.Cleaned.SelectMany(c => new[] { c.Run.Broker!.EventsTopic, c.Run.Broker.ResultsTopic }).Distinct().Count());
        Assert.All(rig.Cleaned, c => Assert.StartsWith("events-", c.Run.Broker!.EventsTopic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_engine_is_warmed_up_once_before_its_first_measured_run_and_again_in_another_process()
    {
        using var rig = new SuiteRig();
        var state = await rig.MakeAsync(rig.Plan(EngineId.Twins, repeat: 2, warmUpMs: 15_000));
        Assert.Equal(["warm-up of microbatch", "microbatch-1", "warm-up of continuous", "continuous-1", "continuous-2", "microbatch-2"], rig.Begun);
        Assert.Equal(["warm-up/microbatch-1", "warm-up/continuous-2"], state.WarmUps.Select(w => w.Folder));
        rig.PutBack(state with { Runs = [.. state.Runs.SkipLast(1), state.Runs[^1] with { State = SuiteRunState.Waiting }] });
        rig.Begun.Clear();
        await rig.MakeAsync(rig.Plan(EngineId.Twins, repeat: 2, warmUpMs: 15_000, rig.Stored));
        Assert.Equal(["warm-up of microbatch", "microbatch-2"], rig.Begun);
    }

    [Fact]
    public async Task A_run_that_fails_is_tried_once_more_in_a_fresh_folder()
    {
        using var rig = new SuiteRig { OnRun = (_, time) => time > 1 ? true : throw new EngineFailedException("the job was lost") };
        var state = await rig.MakeAsync(rig.Plan([EngineId.MicroBatch], repeat: 1));
        var run = Assert.Single(state.Runs);
        Assert.Equal(SuiteRunState.Complete, run.State);
        Assert.Equal([("failed/microbatch-1-1", "the job was lost"), ("microbatch-1", null)], run.Attempts.Select(a => (a.Folder, a.Reason)));
        Assert.True(Directory.Exists(Path.Combine(rig.Folder, "failed/microbatch-1-1")));
        Assert.Contains("1 of 1 microbatch-1: failed: the job was lost; it is tried once more", rig.Error.ToString());
    }

    [Fact]
    public async Task A_run_that_fails_again_is_shown_as_failed_and_the_suite_goes_on()
    {
        using var rig = new SuiteRig { OnRun = (run, _) => run.RunId == "microbatch-1" ? throw new EngineFailedException("lost") : true };
        var state = await rig.MakeAsync(rig.Plan(EngineId.Twins, repeat: 1));
        Assert.Equal(["microbatch-1", "microbatch-1", "continuous-1"], rig.Begun);
        Assert.Equal([SuiteRunState.Failed, SuiteRunState.Complete], state.Runs.Select(run => run.State));
        Assert.Equal(new FailedRun("microbatch-1", 2, "lost"), FailedRun.Of(state.Runs[0]));
        Assert.Equal(3, rig.Cleaned.Count);
    }

    [Fact]
    public async Task A_run_that_is_invalid_is_an_answer_and_is_not_tried_again()
    {
        using var rig = new SuiteRig { OnRun = (_, _) => false };
        var state = await rig.MakeAsync(rig.Plan([EngineId.MicroBatch], repeat: 1));
        Assert.Equal((SuiteRunState.Complete, false, 1), (state.Runs[0].State, state.Runs[0].Valid, rig.Begun.Count));
    }

    [Fact]
    public async Task A_plan_that_an_engine_rejects_is_not_tried_again()
    {
        using var rig = new SuiteRig { OnRun = (_, _) => throw new UsageException("--guarantee", "exactly-once", "Spark has none") };
        var state = await rig.MakeAsync(rig.Plan([EngineId.MicroBatch], repeat: 1));
        Assert.Equal((SuiteRunState.Failed, 1), (state.Runs[0].State, rig.Begun.Count));
    }

    [Fact]
    public async Task A_bug_ends_the_suite_and_is_not_taken_for_a_failed_run()
    {
        using var rig = new SuiteRig { OnRun = (_, _) => throw new InvalidOperationException("a bug") };
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.MakeAsync(rig.Plan(EngineId.Twins, repeat: 1)));
        Assert.All(rig.Stored.Runs, run => Assert.Equal(SuiteRunState.Waiting, run.State));
    }

    [Fact]
    public async Task Ctrl_C_leaves_a_state_from_which_the_same_run_is_made_again()
    {
        using var stop = new CancellationTokenSource();
        using var rig = new SuiteRig { OnRun = (run, time) => Cancel(stop, run.RunId == "continuous-1" && time == 1) };
        await Assert.ThrowsAsync<OperationCanceledException>(() => rig.MakeUntilAsync(rig.Plan(EngineId.Twins, repeat: 1), stop.Token));
        var left = rig.Stored;
        Assert.Equal([SuiteRunState.Complete, SuiteRunState.Waiting], left.Runs.Select(run => run.State));
        Assert.Equal((SuiteRunState.Interrupted, "failed/continuous-1-1"), (left.Runs[1].Attempts[0].State, left.Runs[1].Attempts[0].Folder));
        var state = await rig.MakeAsync(rig.Plan(EngineId.Twins, repeat: 1, resumed: left));
        Assert.Equal(["microbatch-1", "continuous-1", "continuous-1"], rig.Begun);
        Assert.All(state.Runs, run => Assert.Equal(SuiteRunState.Complete, run.State));
    }

    [Fact]
    public async Task Killed_at_any_step_it_continues_and_each_run_is_complete_once()
    {
        using var whole = new SuiteRig { OnRun = (run, time) => run.RunId != "continuous-1" || time > 1 || Fail() };
        await whole.MakeAsync(whole.Plan(EngineId.Twins, repeat: 2, warmUpMs: 1_000));
        Assert.True(whole.Snapshots.Count > 10);
        foreach (var left in whole.Snapshots)
        {
            using var rig = new SuiteRig();
            rig.PutBack(left);
            var state = await rig.MakeAsync(rig.Plan(EngineId.Twins, repeat: 2, warmUpMs: 1_000, left));
            Assert.All(state.Runs, run => Assert.Equal(SuiteRunState.Complete, run.State));
            Assert.All(state.Runs, run => Assert.Single(run.Attempts, a => a.State == SuiteRunState.Complete));
            var done = left.Runs.Where(run => run.State == SuiteRunState.Complete).Select(run => run.RunId);
            Assert.Empty(done.Intersect(rig.Begun));
            // Whatever was in progress is looked for under the names that it had.
            var running = left.Runs.SelectMany(run => run.Attempts).Concat(left.WarmUps).Where(a => a.State == SuiteRunState.Running).ToList();
            Assert.Equal(running.Count, rig.Cleaned.Count(c => c.Killed));
            Assert.All(running, a => Assert.Contains(rig.Cleaned, c => c.Killed && c.Run.Broker!.EventsTopic.EndsWith(a.Id.ToString("N")[..12])));
            Assert.DoesNotContain(state.Runs.SelectMany(run => run.Attempts).Concat(state.WarmUps), a => a.State == SuiteRunState.Running);
        }
    }

    [Fact]
    public async Task A_failed_run_gets_its_tries_again_when_the_suite_is_continued()
    {
        using var rig = new SuiteRig { OnRun = (_, time) => time > 2 || Fail() };
        var first = await rig.MakeAsync(rig.Plan([EngineId.MicroBatch], repeat: 1));
        Assert.Equal(SuiteRunState.Failed, first.Runs[0].State);
        var second = await rig.MakeAsync(rig.Plan([EngineId.MicroBatch], repeat: 1, resumed: first));
        Assert.Equal((SuiteRunState.Complete, 3), (second.Runs[0].State, second.Runs[0].Attempts.Count));
        Assert.Equal(["failed/microbatch-1-1", "failed/microbatch-1-2", "microbatch-1"], second.Runs[0].Attempts.Select(a => a.Folder));
    }

    [Fact]
    public async Task The_time_left_is_first_an_estimate_and_then_what_runs_took()
    {
        using var rig = new SuiteRig();
        await rig.MakeAsync(rig.Plan([EngineId.MicroBatch], repeat: 3));
        // 60 s of traffic, 30 s to close its windows, and 10 s for the rest: as it came, so the estimate stays.
        Assert.Equal(
            [
                "1 of 3 microbatch-1 50 %, 5 min left; halfway", "2 of 3 microbatch-2 50 %, 3 min left; halfway",
                "3 of 3 microbatch-3 50 %, 1 min left; halfway",
            ],
            rig.Steps.Select(step => step.Note));
        Assert.All(rig.Steps, step => Assert.False(step.Finished));
        Assert.Equal(300, rig.Steps[^1].Total, 1);
    }

    [Fact]
    public async Task A_second_process_is_kept_out()
    {
        using var rig = new SuiteRig();
        using var first = SuiteFolder.Open(rig.Folder);
        var refusal = await Assert.ThrowsAsync<RunFolderException>(() => rig.MakeAsync(rig.Plan(EngineId.Twins, repeat: 1)));
        Assert.Contains("another run is being written into this folder", refusal.Message);
    }

    private static bool Fail() => throw new EngineFailedException("lost");

    private static bool Cancel(CancellationTokenSource stop, bool now)
    {
        if (now) stop.Cancel();
        return true;
    }
}
