using System.Globalization;
using CsCheck;
using CtrBench.Tests.Contracts;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>
/// A query that dies anywhere and starts again gives what an uninterrupted one gives: at least once, or exactly once.
/// CTRBENCH_PROPERTY_ITER sets how many scenarios each engine goes through.
/// </summary>
public sealed class RestartTests : IDisposable
{
    private const int DefaultScenarios = 6;

    private readonly TemporaryFolder _folder = new();
    private int _runs;

    private static long Scenarios =>
        long.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_PROPERTY_ITER"), CultureInfo.InvariantCulture, out var n) ? n : DefaultScenarios;

    public static TheoryData<EngineFamily, DeliveryGuarantee> Cases => new(
        from kind in Enum.GetValues<EngineFamily>() from guarantee in Enum.GetValues<DeliveryGuarantee>() select (kind, guarantee));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_crash_at_any_step_loses_nothing(EngineFamily kind, DeliveryGuarantee guarantee)
    {
        var scenario = RestartScenario.Draw(kind, guarantee, 1);
        scenario = scenario with { Flushes = [.. scenario.Flushes.Take(2)] };
        var whole = await RunAsync(scenario);
        Check(scenario, whole);
        Assert.Equal(whole.Results.Count, whole.Distinct.Count);
        var repeats = 0;
        for (var step = 0; step < whole.Steps; step++)
        {
            var outcome = await RunAsync(scenario, step);
            Assert.Equal(1, outcome.Crashes);
            Check(scenario, outcome);
            Assert.Equal(whole.Distinct, outcome.Distinct);
            repeats += outcome.Results.Count - outcome.Distinct.Count;
        }

        // A test that never saw a result twice would not have shown that exactly-once needs its transactions.
        Assert.Equal(guarantee == DeliveryGuarantee.AtLeastOnce, repeats > 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_crash_at_several_random_steps_loses_nothing(EngineFamily kind, DeliveryGuarantee guarantee) =>
        SampleAsync(kind, guarantee, someAreLate: false);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task With_late_rows_every_record_is_still_accounted_for(EngineFamily kind, DeliveryGuarantee guarantee) =>
        SampleAsync(kind, guarantee, someAreLate: true);

    private async Task SampleAsync(EngineFamily kind, DeliveryGuarantee guarantee, bool someAreLate)
    {
        var late = 0L;
        await Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 400].Array[0, 4]).SampleAsync(
            async (number, crashes) =>
            {
                var scenario = RestartScenario.Draw(kind, guarantee, number, someAreLate);
                var outcome = await RunAsync(scenario, crashes);
                Check(scenario, outcome);
                Interlocked.Add(ref late, outcome.Final.LateRecords!.Value);
            },
            iter: Scenarios, threads: 1);
        Assert.Equal(someAreLate, late > 0);
    }

    private static void Check(RestartScenario scenario, RestartOutcome outcome)
    {
        Assert.Equal(outcome.Sent, outcome.Final.RecordsRead);
        var exactlyOnce = scenario.Query.Delivery.Guarantee == DeliveryGuarantee.ExactlyOnce;
        if (exactlyOnce) Assert.Equal(outcome.ResultsStored, outcome.Final.ResultsWritten);
        if (!scenario.SomeAreLate)
        {
            var expected = NaiveOracle.Windows(outcome.Rows, scenario.Query.WindowMs, scenario.Query.GroupBy != GroupField.None);
            Assert.Equal(expected, exactlyOnce ? outcome.All : outcome.Distinct);
            Assert.Equal(0, outcome.Final.LateRecords);
            return;
        }

        var windows = outcome.Results.GroupBy(r => (r.WindowStartMs, r.Key)).ToList();
        var mayReopen = scenario.Kind == EngineFamily.Continuous && scenario.Query.Continuous.AggregationPhase == AggregationPhase.Legacy;
        // Micro-batches run again as they were, so what comes twice is the same; a continuous engine may judge late rows anew (F24, F26).
        if (scenario.Kind == EngineFamily.MicroBatch) Assert.All(windows, window => Assert.Single(window.Distinct()));
        if (exactlyOnce && !mayReopen) Assert.All(windows, window => Assert.Single(window));
        if (!exactlyOnce && mayReopen) return;
        var counted = exactlyOnce ? outcome.Results : windows.Select(window => window.Last());
        Assert.InRange(outcome.Final.OpenRecords!.Value, 0, outcome.Sent - outcome.Rows.Count);
        Assert.Equal(outcome.Rows.Count, counted.Sum(r => r.Views + r.Clicks) + outcome.Final.LateRecords!.Value);
    }

    private Task<RestartOutcome> RunAsync(RestartScenario scenario, params IEnumerable<int> crashes) =>
        RestartRun.RunAsync(scenario, _folder.At($"{Interlocked.Increment(ref _runs)}"), new CrashPlan(crashes));
}
