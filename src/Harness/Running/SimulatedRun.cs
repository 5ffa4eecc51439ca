using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Running;

/// <summary>One run in virtual time: a twin, a cost profile, a folder.</summary>
internal sealed class SimulatedRun(RunPlan plan, CostProfile profile)
{
    /// <summary>The engine starts this long before the first event, ms.</summary>
    private const long LeadMs = 2_000;

    /// <summary>The phase is within the first part of a longer interval, so that the wait for the first event stays short, ms.</summary>
    private const long LongestPhaseMs = 60_000;

    /// <summary>Lines of watermark and counters in progress.jsonl at the most.</summary>
    private const int MaxSnapshots = 2_000;

    /// <summary>
    /// Runs it to its end, on the thread that calls it, and returns the number of events. An interrupt ends the traffic where it is: what
    /// was simulated by then is complete in the folder, marked as partial. A failed run leaves its folder marked as failed.
    /// </summary>
    public async Task<long> ExecuteAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        RunnablePlan.ThrowUnlessRunnable(plan);
        var startMs = AlignedStart.Of(plan.Workload.StartMs, plan.Query.StepMs);
        var traffic = TrafficSource.Open(plan.Workload with { StartMs = startMs }, plan.Query, session.Error, session.Traces);
        var manifest = ManifestOf.Virtual(plan, traffic, profile.Name) with
        {
            EngineStart = Start(traffic.Schedules.Workload),
            UnfitProfile = profile.OwnRun is { Unfit: true },
        };
        MemoryLimit.ThrowUnlessFits(manifest, traffic, profile);
        using var life = RunLife.Create(plan.Folder, session.Clock);
        var events = 0L;
        await life.RunAsync(manifest, "interrupted", () =>
        {
            using var output = new FolderOutput(life.Folder, traffic, plan);
            var schedule = new InterruptibleSchedule(traffic.Schedules.MergedWithClosing(plan.Query.WindowMs, plan.Query.SlideMs), ct);
            Simulate(traffic, schedule, output, progress);
            events = output.Events;
            var ended = life.Folder.Manifest with
            {
                Collector = output.Complete(),
                LateRows = LateRowsReport.Of(output.LateRows, plan.Query),
            };
            return Task.FromResult(schedule.StoppedMs is { } atMs ? PartialRun.Of(ended, atMs, plan.Folder, session.Error) : ended);
        }, ct);
        return events;
    }

    private void Simulate(
        TrafficSource traffic, InterruptibleSchedule schedule, FolderOutput output, IProgress<ProgressStep> progress)
    {
        var startMs = traffic.Schedules.Workload.StartMs;
        var totalMs = traffic.ClosingEndMs - startMs;
        var simulation = Open(traffic, schedule, output);
        var stepMs = Math.Max(1_000, totalMs / MaxSnapshots);
        for (var nowMs = startMs; ; nowMs += stepMs)
        {
            var more = simulation.RunUntil(nowMs);
            output.Snapshot(nowMs, simulation.Counters, simulation.ResultsWritten);
            if (!more) break;
            progress.Report(new ProgressStep(plan.RunId, Math.Min(nowMs - startMs, totalMs), totalMs));
        }

        if (schedule.StoppedMs is null) progress.Report(new ProgressStep(plan.RunId, totalMs, totalMs));
    }

    private ISimulation Open(TrafficSource traffic, InterruptibleSchedule schedule, FolderOutput output)
    {
        var workload = traffic.Schedules.Workload;
        var input = new SimulationInput
        {
            Query = plan.Query,
            Profile = profile,
            Schedule = schedule,
            PartitionOf = traffic.Schedules.Catalog.PartitionOf,
            KeyOf = traffic.KeyOf,
            Partitions = workload.Partitions,
            EngineStartMs = Start(workload).AtMs,
            Seed = Start(workload).Seed,
            LateRows = output.LateRows,
        };
        return Simulations.Of(plan.Engine.Family, input, output);
    }

    private EngineStart Start(Workload workload) =>
        new(workload.StartMs - LeadMs - PhaseMs(workload), EngineChance(workload).NextUInt64());

    // When an engine was started has nothing to do with where windows end: the phase of its ticks or batches against them is drawn from
    // the seed, so that repetitions are independent. A trigger other than 0 is aligned to the epoch (S21), whenever the query starts.
    private long PhaseMs(Workload workload)
    {
        var query = plan.Query;
        var (tickMs, triggerMs) = (query.Continuous.EmitIntervalMs, query.MicroBatch.TriggerIntervalMs);
        var longestMs = plan.Engine.Family == EngineFamily.Continuous ? tickMs : Math.Max(triggerMs, query.WindowMs);
        return (long)(EngineChance(workload).Fork(1).NextDouble() * Math.Min(longestMs, LongestPhaseMs));
    }

    // The engine has a random stream of its own, far from those of the producers, and another in each run of a suite: repetitions must not
    // repeat it.
    private static SeededRandom EngineChance(Workload workload) =>
        new SeededRandom(workload.Seed).Fork(0xE291_0000_0000_0000 + (ulong)workload.Producers * 256 + (ulong)workload.Traffic);
}
