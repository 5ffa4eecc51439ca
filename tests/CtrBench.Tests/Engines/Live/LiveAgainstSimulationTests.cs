using System.Text.Json;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Live;

/// <summary>
/// For any seed, the live shell under a virtual clock and the simulator without costs give the same results file, figures and
/// micro-batches.
/// CTRBENCH_PROPERTY_ITER sets how many scenarios each engine goes through.
/// </summary>
public abstract class LiveAgainstSimulationTests(EngineFamily kind)
{
    private const int DefaultScenarios = 24;

    private static int Scenarios => int.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_PROPERTY_ITER"), out var n) ? n : DefaultScenarios;

    [Fact]
    public async Task A_live_run_gives_what_the_simulation_gives()
    {
        using var folder = new TemporaryFolder();
        var (results, late) = (0L, 0L);
        for (var number = 0; number < Scenarios; number++)
        {
            var scenario = LiveScenario.Draw(kind, number);
            var simulated = SimulatedScenario.Run(scenario, folder.At($"{number}"));
            var live = await LiveScenarioRun.RunAsync(scenario, folder.At($"{number}.csv"));
            TestContext.Current.AddAttachment("scenario", $"{number}: {scenario}", replaceExistingValue: true);
            Assert.Equal(simulated.Figures, live.Figures);
            Assert.Equal(Lines(simulated.Batches), Lines(live.Batches));
            Assert.Equal(Rows(scenario, simulated.ResultsPath), Rows(scenario, live.ResultsPath));
            if (scenario.WholeMs) Assert.Equal(Lines(simulated.Expected), Lines(live.Expected));
            results += live.Figures.ResultsWritten;
            late += live.Figures.LateRecords!.Value;
        }

        Assert.True(results > Scenarios && late > Scenarios, $"the scenarios show too little: {results} results, {late} late rows");
    }

    private static IEnumerable<string> Lines<T>(IReadOnlyList<T> values) => values.Select(value => JsonSerializer.Serialize(value));

    // Results of one window come in the order in which its keys were first seen, over partitions that are read at their own pace: the
    // file is the same but for that order.
    private static IEnumerable<string> Rows(LiveScenario scenario, string path)
    {
        var lines = scenario.WholeMs ? File.ReadLines(path) : ResultsCsv.Read(path).Select(Rounded);
        return scenario.Query.GroupBy == GroupField.None ? lines : lines.Order(StringComparer.Ordinal);
    }

    // A log's append times are whole ms, and a time of 1.7e12 ms has no exact fractions.
    private static string Rounded(ResultRow row) =>
        (row with { T1Ms = Math.Round(row.T1Ms * 1e3), AppendMs = Math.Floor(row.AppendMs!.Value), LatencyMs = row.LatencyMs is { } ms ? Math.Round(ms * 1e3) : null }).ToString();
}
