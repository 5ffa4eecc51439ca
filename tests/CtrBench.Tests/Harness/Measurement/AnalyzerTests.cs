using CtrBench.Harness.Analysis;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class AnalyzerTests
{
    [Fact]
    public void A_good_run_shows_every_latency()
    {
        var metrics = Analyzer.Analyze(SampleRun.Continuous(windows: 310).Contents);
        Assert.True(metrics.Valid);
        Assert.Equal(("continuous-spp-1", EngineId.Continuous, "spp", 1), (metrics.RunId, metrics.Engine, metrics.Traffic, metrics.Producers));
        Assert.Equal(["t1_minus_due", "t1_minus_due_append", "t1_minus_e", "t1_minus_e_append", "t1_minus_floor", "t1_minus_floor_append",
            "t1_minus_t0", "t1_minus_t0_append"], metrics.Latency.Keys);
        Assert.Equal(20_197, metrics.Latency["t1_minus_t0"].MeanMs);
        Assert.Equal(20_194, metrics.Latency["t1_minus_t0_append"].MeanMs);
        Assert.Equal(20_198, metrics.Latency["t1_minus_due"].P50Ms);
        Assert.Equal(20_157, metrics.Latency["t1_minus_e"].MaxMs);
        Assert.Equal(152, metrics.Latency["t1_minus_floor"].P99Ms);
        // The last three windows are closed by closing events.
        Assert.Equal(307, metrics.Latency["t1_minus_floor"].N);
        Assert.Equal(new DecompositionMetrics(40, 20_000, 5, 2, 100, 50, true), metrics.Decomposition);
        Assert.Equal((1, 2), (metrics.ProducerLagMsP99, metrics.ProducerLagMsMax));
        Assert.Equal(310, metrics.Windows.EndMs.Count);
    }

    [Fact]
    public void A_run_that_fails_its_reconciliation_shows_no_latency()
    {
        var metrics = Analyzer.Analyze(SampleRun.Continuous().WithResult(4, row => row with { Views = 2, Ctr = 0.5 }).Contents);
        Assert.False(metrics.Valid);
        Assert.Empty(metrics.Latency);
        Assert.Null(metrics.Decomposition);
        Assert.Null(metrics.Oscillation);
        Assert.Empty(metrics.Windows.EndMs);
        Assert.Equal(Severity.Error, metrics.Findings[0].Severity);
        Assert.Equal(1, metrics.Correctness.Unaccounted);
    }

    [Fact]
    public void Findings_come_worst_first()
    {
        var run = SampleRun.Continuous().WithCollector(new CollectorReport { ForeignRecords = 1 })
            .WithManifest(manifest => manifest with { ClockCheck = new ClockCheck(90, 1) });
        Assert.Equal([Severity.Error, Severity.Warning, Severity.Note], Analyzer.Analyze(run.Contents).Findings
            .Select(finding => finding.Severity));
    }

    [Fact]
    public void An_empty_run_is_invalid_and_does_not_crash()
    {
        var metrics = Analyzer.Analyze(SampleRun.Continuous()
            .With(run => run with { Expected = [], Results = [], Progress = [], Producer = null }).Contents);
        Assert.False(metrics.Valid);
        Assert.Contains(metrics.Findings, finding => finding.Code == "too-few-windows");
        Assert.Null(metrics.Correctness.Completeness);
    }

    [Fact]
    public void Analyzing_a_folder_twice_writes_the_same_metrics()
    {
        using var temp = new TemporaryFolder();
        var path = temp.At("run");
        var contents = SampleRun.MicroBatch(windows: 120).Contents;
        using (var folder = RunFolder.Create(path))
        {
            folder.Start(contents.Manifest);
            folder.WriteProducer(contents.Producer!);
            using (var results = folder.WriteResults())
            {
                foreach (var row in contents.Results) results.Write(row);
                results.Complete();
            }
            using (var expected = folder.WriteExpected())
            {
                foreach (var window in contents.Expected) expected.Write(window);
                expected.Complete();
            }
            using (var progress = folder.WriteProgress())
            {
                foreach (var entry in contents.Progress) progress.Write(entry);
                progress.Complete();
            }
            folder.Complete(contents.Manifest);
        }
        var metrics = AnalyzeRun.In(path);
        Assert.True(metrics.Valid);
        var first = File.ReadAllBytes(Path.Combine(path, "metrics.json"));
        AnalyzeRun.In(path);
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(path, "metrics.json")));
        using var opened = RunFolder.Open(path);
        var read = opened.ReadMetrics()!;
        Assert.Equal(metrics.Latency, read.Latency);
        Assert.Equal(metrics.Windows.OverheadMs, read.Windows.OverheadMs);
        Assert.Equal(metrics.Correctness, read.Correctness);
    }
}
