using CtrBench.Engines;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Engines.Live;

/// <summary>A scenario in virtual time, into a run folder.</summary>
internal static class SimulatedScenario
{
    /// <summary>Runs it in pieces of a second, as the program does.</summary>
    public static ScenarioOutcome Run(LiveScenario scenario, string folderPath)
    {
        var traffic = TrafficSource.Open(scenario.Workload, scenario.Query, TextWriter.Null);
        using var folder = RunFolder.Create(folderPath);
        var plan = new RunPlan("scenario", scenario.Engine, scenario.Workload, scenario.Query, null, folderPath);
        using var output = new FolderOutput(folder, traffic, plan);
        var input = new SimulationInput
        {
            Query = scenario.Query,
            Profile = CostProfile.Instant(scenario.Engine),
            Schedule = ScenarioTraffic.Merged(scenario, traffic.Schedules),
            PartitionOf = traffic.Schedules.Catalog.PartitionOf,
            KeyOf = traffic.KeyOf,
            Partitions = scenario.Workload.Partitions,
            EngineStartMs = scenario.EngineStartMs,
            Seed = scenario.Workload.Seed,
        };
        var simulation = Simulations.Of(scenario.Kind, input, output);
        for (var untilMs = scenario.Workload.StartMs; simulation.RunUntil(untilMs); untilMs += 1_000) Assert.True(untilMs < scenario.Workload.StartMs + 600_000, "it never ends");
        output.Complete();
        var c = simulation.Counters;
        return new ScenarioOutcome(
            folder.ResultsPath,
            new QueryProgress
            {
                RecordsRead = c.Records,
                ResultsWritten = simulation.ResultsWritten,
                WatermarkMs = c.WatermarkMs == long.MinValue ? null : c.WatermarkMs,
                LateDropped = c.LateDropped,
                LateRecords = c.LateRecords,
                MalformedRecords = c.Malformed,
                OpenRecords = c.OpenRecords,
                MissingOffsets = 0,
                RemovedOffsets = 0,
            },
            [.. RunLines.Read<ProgressEntry>(folder.ProgressPath).Select(entry => entry.Batch).OfType<MicroBatchReport>()],
            [.. folder.ReadExpected()]);
    }
}
