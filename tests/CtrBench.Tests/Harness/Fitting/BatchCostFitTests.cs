using CtrBench.Harness.Fitting;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Harness.Fitting;

public sealed class BatchCostFitTests
{
    private static readonly CostProfile Prior = new()
    {
        Name = "prior",
        Engine = EngineId.MicroBatch,
        TakenOn = "elsewhere",
        IngestMs = 3,
        DeliverMs = 5,
        BatchRowUs = 3.8,
        ResultShare = 0.8,
        OffsetFetchMs = 2,
    };

    [Fact]
    public void The_costs_that_made_the_batches_are_found_again()
    {
        var random = new SeededRandom(7);
        var (batches, appends) = (new List<MicroBatchReport>(), new List<double>());
        for (var i = 0; i < 2_000; i++)
        {
            var rows = random.NextBelow(20_000);
            var durationMs = (300 + rows * 0.005) * (0.9 + 0.1 * random.NextExponential());
            batches.Add(Batch(i, rows, durationMs, latestOffset: 2 + random.NextBelow(4)));
            appends.AddRange([i * 1_000 + durationMs * 0.7, i * 1_000 + durationMs * 0.72]);
        }

        var fit = BatchCostFit.Fit("mine", "here", batches, appends, Prior)!;
        Assert.Equal(("mine", "here", EngineId.MicroBatch, 3, 5, 2), (fit.Name, fit.TakenOn, fit.Engine, fit.IngestMs, fit.DeliverMs, fit.OffsetFetchMs));
        Assert.Equal(300, fit.BatchFixedMs, 4.0);
        Assert.Equal(5, fit.BatchRowUs, 0.2);
        Assert.Equal(0.1, fit.BatchSpread, 0.01);
        Assert.Equal(0.71, fit.ResultShare, 0.001);
        Assert.Equal(1.5, fit.OffsetFetchJitterMs, 0.1);
    }

    [Fact]
    public void Where_all_batches_have_the_same_rows_the_cost_of_one_is_the_priors_and_the_mean_is_kept()
    {
        var fit = BatchCostFit.Fit("mine", "here", [.. Enumerable.Range(0, 30).Select(i => Batch(i, 1_000, 400))], [], Prior)!;
        Assert.Equal(3.8, fit.BatchRowUs);
        Assert.Equal(400, fit.BatchFixedMs + fit.BatchRowUs * 1_000 / 1_000, 1e-9);
        Assert.Equal((0, 0.8), (Math.Round(fit.BatchSpread, 9), fit.ResultShare));
    }

    [Fact]
    public void Too_few_batches_give_no_profile_and_those_without_rows_are_excluded()
    {
        List<MicroBatchReport> batches = [.. Enumerable.Range(0, 9).Select(i => Batch(i, 10, 100))];
        Assert.Null(BatchCostFit.Fit("mine", "here", batches, [], Prior));
        batches.Add(Batch(9, 10, 100));
        batches.Add(Batch(10, 0, 9_000));
        Assert.InRange(BatchCostFit.Fit("mine", "here", batches, [], Prior)!.BatchFixedMs, 99, 100);
    }

    private static MicroBatchReport Batch(int i, long rows, double durationMs, long latestOffset = 2) => new()
    {
        Id = i,
        End = [rows],
        InputRows = rows,
        StartedMs = i * 1_000,
        DurationMs = durationMs,
        Emitted = 1,
        PhasesMs = new Dictionary<string, long> { ["latestOffset"] = latestOffset, ["addBatch"] = 1 },
    };
}
