using CtrBench.Engines.Figures;
using CtrBench.Harness.Measurement;
using CtrBench.Windows;
using CtrBench.Windows.Recordings;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>What a real engine's manifest adds to the findings and the metrics of its run.</summary>
public sealed class EngineRulesTests
{
    [Fact]
    public void A_twin_that_agrees_is_counted_and_is_no_finding()
    {
        var metrics = Analyze(new TwinVerdict { Unit = "windows", Compared = 30, Undetermined = 2 });
        Assert.Equal(new TwinAgreement("windows", 30, 0, 2), metrics.Twin);
        Assert.DoesNotContain(metrics.Findings, f => f.Code.StartsWith("twin", StringComparison.Ordinal));
    }

    [Fact]
    public void A_twin_that_differs_is_named_and_leaves_the_measured_numbers_valid()
    {
        var differences = Enumerable.Range(0, 5).Select(i => new Difference($"batch {i}", "watermark_ms", "1", "2"));
        var metrics = Analyze(new TwinVerdict { Unit = "batches", Compared = 40, Differences = [.. differences] });
        var finding = Assert.Single(metrics.Findings, f => f.Code == "twin-differs");
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("in 5 points of 40 batches", finding.Text, StringComparison.Ordinal);
        Assert.EndsWith("batch 0, watermark_ms: twin 1, engine 2; batch 1, watermark_ms: twin 1, engine 2; batch 2, watermark_ms: twin 1, engine 2", finding.Text, StringComparison.Ordinal);
        Assert.True(metrics.Valid);
    }

    [Fact]
    public void A_twin_that_could_not_be_asked_is_no_agreement()
    {
        var metrics = Analyze(new TwinVerdict { Unit = "batches", NotCompared = "two reports are lost" });
        Assert.Null(metrics.Twin);
        Assert.Contains(metrics.Findings, f => f is { Code: "twin-not-compared", Severity: Severity.Warning } && f.Text.EndsWith("two reports are lost", StringComparison.Ordinal));
    }

    [Fact]
    public void Failures_that_the_job_survived_are_reported_with_their_time()
    {
        var faults = new[] { new EngineFault(1_700_000_000_250, "TaskManager lost") };
        var metrics = Analyzer.Analyze(SampleRun.Continuous().WithManifest(m => m with { Engine = EngineId.Flink, EngineFaults = faults }).Contents);
        var finding = Assert.Single(metrics.Findings, f => f.Code == "engine-restarts");
        Assert.EndsWith("22:13:20.250 UTC: TaskManager lost", finding.Text, StringComparison.Ordinal);
        Assert.True(metrics.Valid);
    }

    private static RunMetrics Analyze(TwinVerdict twin) =>
        Analyzer.Analyze(SampleRun.Continuous().WithManifest(m => m with { Engine = EngineId.Flink, Twin = twin }).Contents);
}
