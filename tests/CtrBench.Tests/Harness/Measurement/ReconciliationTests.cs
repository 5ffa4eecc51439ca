using CsCheck;
using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class ReconciliationTests
{
    [Fact]
    public void A_consistent_run_accounts_for_every_record()
    {
        var reconciled = Reconcile(SampleRun.Continuous());
        Assert.Empty(reconciled.Findings);
        var metrics = reconciled.Metrics;
        Assert.Equal((120, 120, 0, 0, 0, 0),
            (metrics.Stored, metrics.Counted, metrics.LateDropped, metrics.Malformed, metrics.StillOpen, metrics.Unaccounted));
        Assert.Equal((30, 30, 0, 0, 0, 0, 0),
            (metrics.ExpectedWindows, metrics.ResultWindows, metrics.Missing, metrics.Extra, metrics.Duplicate, metrics.Conflicting,
            metrics.Wrong));
        Assert.Equal(1, metrics.Completeness);
        Assert.Equal("flushed partial windows", metrics.LateDroppedUnit);
    }

    // Closing events are emitted several times too.
    [Fact]
    public void A_run_in_update_mode_accounts_for_every_record()
    {
        var query = new CtrQuery { MicroBatch = new MicroBatchSettings { OutputMode = OutputMode.Update } };
        var workload = new Workload { EventsPerSecond = 100, DurationMs = 120_000 };
        var run = SimulatedContents.Of(CostProfile.Instant(EngineId.MicroBatch) with { Name = "instant" }, workload, query, 1);
        var metrics = Analyzer.Analyze(run);
        Assert.Equal((0, 0, 0), (metrics.Correctness.LateDropped, metrics.Correctness.StillOpen, metrics.Correctness.Unaccounted));
        Assert.DoesNotContain(metrics.Findings, finding => finding.Severity == Severity.Error);
    }

    [Fact]
    public void A_row_lost_on_the_way_is_unaccounted_and_its_window_wrong()
    {
        var reconciled = Reconcile(SampleRun.Continuous().WithResult(4, row => row with { Views = 2, Ctr = 0.5 }));
        Assert.Equal(1, reconciled.Metrics.Unaccounted);
        Assert.Equal(1, reconciled.Metrics.Wrong);
        Assert.False(reconciled.Correct);
    }

    [Fact]
    public void A_result_lost_on_the_way_is_a_missing_window()
    {
        var reconciled = Reconcile(SampleRun.MicroBatch()
            .With(run => run with { Results = [.. run.Results.Where((_, index) => index != 7)] }));
        Assert.Equal((1, 4, 29), (reconciled.Metrics.Missing, reconciled.Metrics.Unaccounted, reconciled.Metrics.ResultWindows));
        Assert.Contains(reconciled.Findings, finding => finding.Code == "missing-windows" && finding.Text.Contains("1700000070000"));
    }

    [Fact]
    public void Late_malformed_and_open_records_are_accounted_for()
    {
        // Window 3: a late view in the log that the engine dropped. The last window is still open. 5 malformed records.
        var run = SampleRun.Continuous()
            .WithWindows(window => window.WindowStartMs != SampleRun.Start + 30_000 ? window
                : window with { Views = 4, Rows = 5, LastAppendMs = window.WindowEndMs + 60_000 })
            .With(run => run with { Results = [.. run.Results.SkipLast(1)] })
            .WithWindows(window => window.WindowStartMs < SampleRun.Start + 290_000 ? window : window with { All = null })
            .WithFinal(final => final with
            {
                LateRecords = 1,
                LateDropped = 1,
                MalformedRecords = 5,
                OpenRecords = 4,
                WatermarkMs = SampleRun.Start + 290_000
            });
        var reconciled = Reconcile(run);
        var metrics = reconciled.Metrics;
        Assert.Equal((126, 116, 1, 5, 4, 0),
            (metrics.Stored, metrics.Counted, metrics.LateDropped, metrics.Malformed, metrics.StillOpen, metrics.Unaccounted));
        Assert.Equal(116 / 117.0, metrics.Completeness);
        Assert.Equal("still-open", Assert.Single(reconciled.Findings).Code);
        Assert.True(reconciled.Correct);
    }

    [Fact]
    public void Completeness_is_unknown_where_the_late_records_are_fewer_than_none()
    {
        // The lost results of closing windows look like late rows, more than the engine dropped.
        var run = SampleRun.Continuous().WithFinal(final => final with { LateRecords = -2 });
        Assert.Null(Reconcile(run).Metrics.Completeness);
    }

    [Fact]
    public void A_real_engines_late_and_open_records_are_derived_window_by_window()
    {
        var run = SampleRun.Continuous(query: new CtrQuery { Continuous = new() { AggregationPhase = AggregationPhase.OnePhase } })
            .WithManifest(manifest => manifest with { Engine = EngineId.Flink })
            .WithWindows(window => window.WindowStartMs != SampleRun.Start + 30_000 ? window
                : window with { Views = 4, Rows = 5, LastAppendMs = window.WindowEndMs + 60_000 })
            .With(run => run with { Results = [.. run.Results.SkipLast(1)] })
            .WithWindows(window => window.WindowStartMs < SampleRun.Start + 290_000 ? window : window with { All = null })
            .WithFinal(final => new ProgressEntry { AtMs = final.AtMs, LateDropped = 1, WatermarkMs = SampleRun.Start + 290_000 });
        var metrics = Reconcile(run).Metrics;
        Assert.Equal((1, 4, 0, 0, "records"),
            (metrics.LateDropped, metrics.StillOpen, metrics.Unaccounted, metrics.Missing, metrics.LateDroppedUnit));
    }

    [Fact]
    public void A_window_whose_rows_all_came_late_is_late_not_missing()
    {
        var run = SampleRun.Continuous()
            .WithManifest(manifest => manifest with { Engine = EngineId.Flink })
            .WithWindows(window => window.WindowStartMs != SampleRun.Start ? window
                : window with { FirstAppendMs = window.WindowEndMs + 90_000, LastAppendMs = window.WindowEndMs + 90_000 })
            .With(run => run with { Results = [.. run.Results.Skip(1)] })
            .WithFinal(final => new ProgressEntry { AtMs = final.AtMs, LateDropped = 2, WatermarkMs = final.WatermarkMs });
        var metrics = Reconcile(run).Metrics;
        Assert.Equal((4, 0, 0), (metrics.LateDropped, metrics.Missing, metrics.Unaccounted));
    }

    [Fact]
    public void Closing_events_are_kept_out_on_both_sides()
    {
        var closing = new ExpectedWindow
        {
            WindowStartMs = SampleRun.Start + 310_000,
            WindowEndMs = SampleRun.Start + 320_000,
            Views = 6,
            Rows = 6
        };
        var open = closing with { WindowStartMs = SampleRun.Start + 320_000, WindowEndMs = SampleRun.Start + 330_000, Views = 2, Rows = 2 };
        var run = SampleRun.Continuous()
            .With(run => run with
            {
                Expected = [.. run.Expected, closing, open],
                Results = [.. run.Results, SampleRun.Result(closing, SampleRun.Start + 350_000)]
            })
            .WithFinal(final => final with { OpenRecords = 2, RecordsRead = 128 });
        var metrics = Reconcile(run).Metrics;
        Assert.Equal((120, 120, 0, 0, 30, 0),
            (metrics.Stored, metrics.Counted, metrics.StillOpen, metrics.Unaccounted, metrics.ResultWindows, metrics.Extra));
    }

    [Fact]
    public void Repeated_and_strange_results_are_counted()
    {
        var run = SampleRun.Continuous().With(run => run with
        {
            Results = [.. run.Results, run.Results[2], run.Results[3] with { Views = 9 },
                run.Results[4] with { WindowStartMs = 0, WindowEndMs = 10_000 }],
        });
        var reconciled = Reconcile(run);
        Assert.Equal((1, 1, 1, 0), (reconciled.Metrics.Duplicate, reconciled.Metrics.Conflicting, reconciled.Metrics.Extra,
            reconciled.Metrics.Unaccounted));
        Assert.Equal(["extra-windows", "conflicting-results", "duplicate-results"], reconciled.Findings.Select(finding => finding.Code));
    }

    [Theory]
    [InlineData(4, 1, 0.25, 39_960)]
    [InlineData(3, 1, 0.5, 39_960)]
    [InlineData(3, 1, 1.0 / 3, 39_961)]
    [InlineData(3, 1, 1.0 / 3, 39_959)]
    public void Content_that_no_late_row_explains_is_wrong(long views, long clicks, double ctr, long newestMs)
    {
        var run = SampleRun.Continuous()
            .WithResult(3, row => row with
            {
                Views = views,
                Clicks = clicks,
                Ctr = ctr,
                MaxProducerTimestampNs = (SampleRun.Start + newestMs) * 1_000_000
            });
        Assert.Equal(1, Reconcile(run).Metrics.Wrong);
    }

    [Fact]
    public void In_update_mode_the_last_emission_counts_and_none_is_a_duplicate()
    {
        var run = SampleRun.MicroBatch()
            .WithManifest(manifest => manifest with
            {
                Query =
                manifest.Query with { MicroBatch = new() { OutputMode = OutputMode.Update } }
            })
            .With(run => run with { Results = [.. run.Results.Select(row => row with { Views = 1, Clicks = 0, Ctr = 0 }), .. run.Results] })
            .WithFinal(final => final with { OpenRecords = 12 });
        var reconciled = Reconcile(run);
        Assert.Empty(reconciled.Findings);
        Assert.Equal((120, 0, 0), (reconciled.Metrics.Counted, reconciled.Metrics.StillOpen, reconciled.Metrics.Conflicting));
    }

    [Theory]
    [InlineData(AggregationPhase.OnePhase, 1, 2, Severity.Error)]
    [InlineData(AggregationPhase.OnePhase, 2, 2, null)]
    [InlineData(AggregationPhase.TwoPhase, 1, 2, null)]
    [InlineData(AggregationPhase.TwoPhase, 0, 2, Severity.Warning)]
    [InlineData(AggregationPhase.TwoPhase, 3, 2, Severity.Error)]
    internal void The_engines_late_counter_is_compared_with_the_late_records(AggregationPhase phase, long counter, long lost,
        Severity? severity)
    {
        var run = SampleRun.Continuous(query: new CtrQuery { Continuous = new() { AggregationPhase = phase } })
            .WithWindows(window => window.WindowStartMs != SampleRun.Start ? window
                : window with { Views = 5, Rows = 6, LastAppendMs = window.WindowEndMs + 90_000 })
            .WithFinal(final => final with { LateRecords = lost, LateDropped = counter });
        Assert.Equal(severity, Reconcile(run).Findings.SingleOrDefault()?.Severity);
    }

    [Fact]
    public void Any_consistent_run_is_clean_and_one_row_lost_is_always_found()
    {
        var window = Gen.Select(Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[0, 3], Gen.Bool);
        Gen.Select(window.Array[4, 12], Gen.Int[0, 5], Gen.Bool).Sample((windows, malformed, micro) =>
        {
            var run = (micro ? SampleRun.MicroBatch(windows.Length) : SampleRun.Continuous(windows.Length)).With(run => run with
            {
                Expected = [.. run.Expected.Select((cell, index) => cell with
                {
                    Views = windows[index].Item1 + 1 + windows[index].Item3,
                    Clicks = windows[index].Item2,
                    Rows = windows[index].Item1 + 1 + windows[index].Item2 + windows[index].Item3,
                    FirstAppendMs = index > 0 && windows[index].Item4 ? cell.WindowEndMs + 90_000 : cell.FirstAppendMs,
                    LastAppendMs = windows[index].Item3 > 0 || windows[index].Item4 ? cell.WindowEndMs + 90_000 : cell.LastAppendMs,
                })],
                Results = [.. run.Results.Select((row, index) => row with
                {
                    Views = windows[index].Item1 + 1, Clicks = windows[index].Item2,
                        Ctr = (double)windows[index].Item2 / (windows[index].Item1 + 1),
                }).Where((_, index) => index == 0 || !windows[index].Item4)],
            });
            var allLate = run.Contents.Expected.Where((_, index) => index > 0 && windows[index].Item4).Sum(cell => cell.Views + cell.Clicks);
            var late = allLate + windows.Where((cell, index) => index == 0 || !cell.Item4).Sum(cell => cell.Item3);
            run.WithFinal(final => final with
            {
                LateRecords = late,
                LateDropped = Math.Min(late, 1),
                MalformedRecords = malformed,
                OpenRecords = 0
            });
            Assert.Equal(0, Reconcile(run).Metrics.Unaccounted);
            Assert.Equal(0, Reconcile(run).Metrics.Missing);
            Assert.True(Reconcile(run).Correct);

            run.WithWindows(cell => cell.WindowStartMs == SampleRun.Start ? cell with { Views = cell.Views + 1, Rows = cell.Rows + 1 }
                : cell);
            Assert.Equal(1, Reconcile(run).Metrics.Unaccounted);
            Assert.False(Reconcile(run).Correct);
        }, iter: 300);
    }

    private static Reconciled Reconcile(SampleRun run) => Reconciliation.Of(new RunFacts(run.Contents));
}
