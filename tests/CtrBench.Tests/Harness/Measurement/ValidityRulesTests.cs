using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>Each rule is shown a run that breaks it.</summary>
public sealed class ValidityRulesTests
{
    [Fact]
    public void A_good_run_breaks_no_rule()
    {
        Assert.Equal(["no-p99"], Codes(SampleRun.Continuous()));
        Assert.Equal(["no-p99"], Codes(SampleRun.MicroBatch()));
        Assert.Empty(Codes(SampleRun.Continuous(windows: 310)));
        Assert.True(Analyzer.Analyze(SampleRun.MicroBatch().Contents).Valid);
    }

    [Fact]
    public void Results_before_the_floor() =>
        AssertInvalid(SampleRun.Continuous().WithResult(5, row => row with { T1Ms = row.T1Ms - 200 }), "below-floor", "48.0 ms early");

    [Fact]
    public void Latency_below_zero_is_counted()
    {
        var run = SampleRun.Continuous().WithResult(5, row => row with { T1Ms = row.WindowStartMs });
        Assert.Contains("negative-latency", Codes(run));
    }

    [Fact]
    public void Fell_behind_in_the_warm_up() =>
        AssertInvalid(SampleRun.Continuous(windows: 18)
            .WithResults(row => row with { T1Ms = row.T1Ms + Math.Max(0, 40_000 - (row.WindowStartMs - SampleRun.Start) / 2) }),
            "fell-behind-in-warm-up", "Start it earlier");

    [Fact]
    public void Results_that_fall_behind_show_that_the_engine_does_not_keep_up() =>
        AssertInvalid(SampleRun.Continuous()
            .WithResults(row => row with { T1Ms = row.T1Ms + (row.WindowStartMs - SampleRun.Start) / 3 }),
            "does-not-keep-up", "T1 - floor grows by 250 ms per second");

    [Theory]
    [InlineData(101, "over 100 ms")]
    [InlineData(15.3, "10 % of the mean T1 - floor of 152.0 ms")]
    public void The_generator_was_the_limit(double lagMs, string why) => AssertInvalid(Lagging(lagMs), "generator-limit", why);

    [Fact]
    public void A_generator_within_its_limits_passes() => Assert.DoesNotContain("generator-limit", Codes(Lagging(15.1)));

    [Fact]
    public void Refused_events_are_a_warning()
    {
        var run = SampleRun.Continuous()
            .With(run => run with
            {
                Producer =
            run.Producer! with { Producers = [run.Producer!.Producers[0] with { Intended = 125, Failed = 5 }] }
            });
        Assert.Contains("not-all-sent", Codes(run));
    }

    [Fact]
    public void The_log_holds_other_records_than_were_sent() =>
        AssertInvalid(SampleRun.Continuous().WithCollector(new CollectorReport { EventsStored = 121 }), "stored-differs",
            "acknowledged 120 events but contains 121");

    [Theory]
    [InlineData(119, "Drain it before it is stopped")]
    [InlineData(121, "new topics")]
    public void The_engine_read_another_number_of_records(long read, string remedy) =>
        AssertInvalid(SampleRun.Continuous().WithFinal(final => final with { RecordsRead = read }), "records-read", remedy);

    [Fact]
    public void Retention_ate_records() =>
        AssertInvalid(SampleRun.Continuous().WithCollector(new CollectorReport { MissingOffsets = 7 }), "offset-gaps", "7 offsets");

    [Fact]
    public void Offsets_without_records_in_foreign_topics_are_a_warning()
    {
        var run = SampleRun.Continuous().WithCollector(new CollectorReport { MissingOffsets = 7 })
            .With(contents => contents with { Manifest = contents.Manifest with { Mode = RunMode.Collected } });
        AssertWarning(run, "offset-gaps", "7 offsets of the events topic hold no record: transaction markers");
    }

    [Fact]
    public void Removed_events_of_foreign_topics_are_a_warning_with_their_count_and_the_cause_of_results_without_events()
    {
        var run = SampleRun.Continuous().WithCollector(new CollectorReport { MissingOffsets = 107, RemovedOffsets = 100 })
            .With(contents => contents with { Manifest = contents.Manifest with { Mode = RunMode.Collected } });
        AssertWarning(run, "offset-gaps", "100 offsets of the events topic were removed by its retention before they were read; 7 others hold");
        run = run.With(contents => contents with { Expected = [.. contents.Expected.Skip(2)] });
        AssertInvalid(run, "extra-windows", "2 results belong to windows without events in the events topic: their events may be among the 100 that");
    }

    [Fact]
    public void Without_append_times_what_depends_on_them_is_not_shown_and_nothing_is_blamed_on_the_engine()
    {
        // As an hour of skew once made it: the events bear times of an hour later, and results come ever faster, as of a log filled late.
        var run = SampleRun.Continuous().WithCollector(new CollectorReport { EventsWithoutAppendTime = 120, ResultsBefore = 1 })
            .WithWindows(window => window with { Any = null, All = null, FirstAppendMs = null, LastAppendMs = null })
            .With(contents => contents with
            {
                Results = [.. contents.Results.Select((row, i) => row with { T1Ms = row.T1Ms + (30 - i) * 15_000, LatencyMs = row.LatencyMs + (30 - i) * 15_000 })],
            });
        AssertWarning(run, "append-times-unknown", "120 records of the events topic bear their producers' time");
        var metrics = Analyzer.Analyze(run.Contents);
        Assert.Equal(
            ["t1_minus_due", "t1_minus_due_append", "t1_minus_e", "t1_minus_e_append", "t1_minus_t0", "t1_minus_t0_append"], metrics.Latency.Keys);
        Assert.Null(metrics.Decomposition);
        Assert.Empty(metrics.Windows.EndMs);
        Assert.DoesNotContain(metrics.Findings, f => f.Code is "below-floor" or "fell-behind-in-warm-up" or "falling-behind" or "closed-by-end-of-input");
    }

    [Fact]
    public void Without_append_times_a_window_that_must_have_closed_is_missing_and_not_taken_for_late()
    {
        var run = SampleRun.Continuous().WithCollector(new CollectorReport { EventsWithoutAppendTime = 120 })
            .WithWindows(window => window with { Any = null, All = null, FirstAppendMs = null, LastAppendMs = null })
            .With(contents => contents with { Results = [.. contents.Results.Where((_, i) => i != 7)], Progress = [] });
        AssertInvalid(run, "missing-windows", "1 window must have closed");
    }

    [Fact]
    public void Results_whose_arrival_nobody_knows_make_a_run_invalid()
    {
        var run = SampleRun.Continuous().WithCollector(new CollectorReport { ResultsBefore = 3, ResultsWithoutAppendTime = 30 });
        AssertInvalid(run, "collected-late", "when they arrived is unknown");
        Assert.DoesNotContain("t1_minus_e_append", Analyzer.Analyze(run.WithResults(row => row with { AppendMs = null }).Contents).Latency.Keys);
    }

    [Fact]
    public void Removed_events_that_the_collection_should_have_read_make_it_invalid() => AssertInvalid(
        SampleRun.Continuous().WithCollector(new CollectorReport { MissingOffsets = 100, RemovedOffsets = 100, RemovedBefore = 0 })
            .With(contents => contents with { Manifest = contents.Manifest with { Mode = RunMode.Collected } }),
        "offset-gaps", "100 offsets of the events topic were removed by its retention before they were read.");

    [Fact]
    public void Events_that_were_gone_before_the_collection_are_a_warning() => AssertWarning(
        SampleRun.Continuous().WithCollector(new CollectorReport { RemovedBefore = 100 }), "log-start", "The first 100 offsets");

    [Fact]
    public void Partitions_added_during_the_run_are_a_warning() => AssertWarning(
        SampleRun.Continuous().WithCollector(new CollectorReport { PartitionsAdded = 1 }), "partitions-added", "1 partition was added");

    [Fact]
    public void Results_stored_before_the_collector_started_are_a_warning() => AssertWarning(
        SampleRun.Continuous().WithCollector(new CollectorReport { ResultsBefore = 3 }), "collected-late", "3 results were in the topic");

    [Fact]
    public void An_open_transaction_that_readers_waited_for_is_a_warning_that_names_it() => AssertWarning(
        SampleRun.Continuous().WithCollector(new CollectorReport { OpenTransactions = ["waiting: its transactional id is 'a'"] }),
        "open-transaction", "waited for 1 open transactions; what is behind them was read later or not at all. waiting: its transactional");

    [Fact]
    public void Records_that_are_not_results_are_a_warning() => AssertWarning(
        SampleRun.Continuous().WithCollector(new CollectorReport { ResultsMalformed = 2 }), "not-results", "2 records of the results topic");

    [Fact]
    public void An_outage_of_the_log_is_a_warning_that_says_when()
    {
        const double Start = SampleRun.Start;
        var run = SampleRun.Continuous().WithCollector(new CollectorReport
        {
            LateAppends = [new LateSpan(Start + 1_000, Start + 3_000, Start + 3_500, 10, 2_500), new LateSpan(Start + 18_300, Start + 28_300, Start + 28_600, 15_091, 10_200)],
        });
        AssertWarning(run, "outage",
            "The log took no events from 18.3 s to 28.3 s of the run, and caught up with the schedule at 28.6 s: 15,091 events reached it late, "
            + "up to 10.2 s. This is the longest of 2.");
        Assert.Equal([Start + 1_000, Start + 18_300], Analyzer.Analyze(run.Contents).Outages.Select(outage => outage.FromMs));
    }

    [Fact]
    public void A_batch_is_missing_from_the_progress() =>
        AssertInvalid(SampleRun.MicroBatch().With(run => run with { Progress = [.. run.Progress.Where(entry => entry.Batch?.Id != 40)] }),
            "offset-gaps", "Micro-batch 41");

    [Fact]
    public void A_batch_read_fewer_records_than_its_offsets() =>
        AssertInvalid(SampleRun.MicroBatch().With(run => run with
        {
            Progress = [.. run.Progress.Select(entry => entry.Batch?.Id == 40 ? entry with { Batch = entry.Batch with { InputRows = 3 } }
                : entry)],
        }), "offset-gaps", "read 3 of 4");

    [Fact]
    public void Results_of_an_earlier_run() =>
        AssertInvalid(SampleRun.Continuous().WithCollector(new CollectorReport { ForeignRecords = 1 }), "foreign-records",
            "another run's id");

    [Theory]
    [InlineData(500, 0)]
    [InlineData(0, 1_000)]
    public void Window_bounds_not_aligned(long shiftMs, long longerMs) => AssertInvalid(SampleRun.Continuous().WithResult(5,
        row => row with { WindowStartMs = row.WindowStartMs + shiftMs, WindowEndMs = row.WindowEndMs + shiftMs + longerMs }),
            "unaligned-windows", "not aligned to 10000 ms");

    [Fact]
    public void Fewer_than_three_measured_windows() =>
        AssertInvalid(SampleRun.Continuous(windows: 4), "too-few-windows", "Run at least 70 s");

    [Theory]
    [InlineData(25.0, false)]
    [InlineData(0.0, true)]
    public void The_clock_stepped(double stepMs, bool backwards)
    {
        var run = SampleRun.Continuous().WithCollector(new CollectorReport { ClockStepMs = stepMs });
        if (backwards) run.With(run => run with { Results = [run.Results[1], run.Results[0], .. run.Results.Skip(2)] });
        AssertInvalid(run, "clock-stepped", backwards ? "row 2" : "25.0 ms");
    }

    [Fact]
    public void A_step_of_the_clock_stands_before_what_it_causes()
    {
        var run = SampleRun.Continuous(windows: 4).WithCollector(new CollectorReport { ClockStepMs = 25 });
        var findings = Analyzer.Analyze(run.Contents).Findings;
        Assert.Equal("clock-stepped", findings[0].Code);
        Assert.Contains(findings, finding => finding.Code == "too-few-windows");
    }

    [Fact]
    public void Another_clock_at_the_broker_is_a_warning()
    {
        var run = SampleRun.Continuous().WithManifest(manifest => manifest with { ClockCheck = new ClockCheck(-300, 2) });
        Assert.Contains("clock-offset", Codes(run));
    }

    [Fact]
    public void Cause_1_the_end_of_the_input_closed_the_windows()
    {
        // A bounded run of 40 s: windows of 20, 20, 10 and 0 s over their end, a mean of 12.5 s (F28).
        var run = SampleRun.Continuous(windows: 4)
            .WithWindows(window => window.WindowEndMs <= SampleRun.Start + 20_000 ? window : window with { All = null })
            .WithResults(row => row with
            {
                T1Ms = Math.Min(row.WindowEndMs + 20_000, SampleRun.Start + 40_000),
                MaxProducerTimestampNs = row.WindowEndMs * 1_000_000
            })
            .WithWindows(window => window with { MaxProducerTimestampNs = window.WindowEndMs * 1_000_000 });
        AssertInvalid(run, "below-delay", "12.500 s, below the watermark delay of 20.000 s, which is impossible for any engine. Cause 1");
        Assert.Contains("closed-by-end-of-input", Codes(run));
    }

    [Fact]
    public void Cause_2_disorder() => AssertInvalid(Produced(SampleRun.Continuous(), +8_000), "below-delay", "Cause 2");

    [Fact]
    public void Disorder_that_the_workload_declares_is_a_warning_as_long_as_no_window_is_below_the_delay_by_its_end()
    {
        static SampleRun Declared(SampleRun run) => run.WithManifest(manifest => manifest with
        {
            Workload = manifest.Workload with { Disorder = new DisorderModel(DelayedShare: 0.2) },
        });
        var run = Declared(Produced(SampleRun.Continuous(), +8_000));
        Assert.Equal(Severity.Warning, Assert.Single(Analyzer.Analyze(run.Contents).Findings, f => f.Code == "below-delay").Severity);
        AssertInvalid(run.WithResults(row => row with { T1Ms = row.WindowEndMs + 15_000 }), "below-delay", "which is impossible for any engine");
    }

    [Fact]
    public void Cause_3_a_smaller_delay()
    {
        var run = SampleRun.MicroBatch().WithResults(row => row with { T1Ms = row.T1Ms - 10_000 }).With(run => run with
        {
            Progress = [.. run.Progress.Select(entry => entry.Batch is { } batch
                ? entry with { Batch = batch with { WatermarkMs = batch.WatermarkMs + 10_000 } } : entry)],
        });
        AssertInvalid(run, "below-delay", "Cause 3, a smaller delay");
    }

    [Fact]
    public void Cause_3_a_smaller_delay_of_a_continuous_engine()
    {
        var run = SampleRun.Continuous()
            .WithResults(row => row with { T1Ms = row.T1Ms - 10_000 })
            .WithCollector(new CollectorReport { MaxEventTimeMs = SampleRun.Start + 331_000 })
            .WithFinal(final => final with { WatermarkMs = SampleRun.Start + 321_000 });
        AssertInvalid(run, "below-delay", "Cause 3, a smaller delay");
    }

    [Fact]
    public void Cause_4_event_time_runs_ahead()
    {
        var run = SampleRun.Continuous()
            .WithWindows(window => window with { All = new Mover(window.WindowEndMs + 12_000, window.WindowEndMs + 12_002) })
            .WithResults(row => row with { T1Ms = row.T1Ms - 8_000 });
        AssertInvalid(run, "below-delay", "Cause 4");
    }

    [Fact]
    public void Cause_5_not_append()
    {
        var run = SampleRun.MicroBatch().With(run => run with
        {
            Results = [.. run.Results.SelectMany(row => new[] { row with { Views = 1, Ctr = 1, T1Ms = row.WindowEndMs + 500 }, row })],
        });
        AssertInvalid(run, "below-delay", "Cause 5");
    }

    [Fact]
    public void Cause_6_measurement()
    {
        var run = SampleRun.MicroBatch().WithManifest(manifest => manifest with { ClockCheck = new ClockCheck(-9_000, 1) })
            .WithResults(row => row with { T1Ms = row.T1Ms - 9_000 });
        AssertInvalid(run, "below-delay", "Cause 6");
    }

    [Fact]
    public void Update_mode_may_be_faster_than_the_delay()
    {
        var run = SampleRun.MicroBatch()
            .WithManifest(manifest => manifest with
            {
                Query =
                manifest.Query with { MicroBatch = new MicroBatchSettings { OutputMode = OutputMode.Update } }
            })
            .WithResults(row => row with { T1Ms = row.WindowEndMs + 500 });
        Assert.DoesNotContain("below-delay", Codes(run));
    }

    [Fact]
    public void Flink_may_be_a_millisecond_below_the_delay()
    {
        var run = SampleRun.Continuous()
            .WithWindows(window => window with { All = new Mover(window.WindowEndMs + 19_999, window.WindowEndMs + 19_999) })
            .WithResults(row => row with { T1Ms = row.WindowEndMs + 19_999 });
        Assert.DoesNotContain("below-delay", Codes(Produced(run, 0)));
        Assert.Contains("below-delay", Codes(Produced(run, 1)));
    }

    private static SampleRun Produced(SampleRun run, long afterEndMs) => run
        .WithWindows(window => window with { MaxProducerTimestampNs = (window.WindowEndMs + afterEndMs) * 1_000_000 })
        .WithResults(row => row with { MaxProducerTimestampNs = (row.WindowEndMs + afterEndMs) * 1_000_000 });

    private static SampleRun Lagging(double lagMs) => SampleRun.Continuous().With(run => run with
    {
        Producer = run.Producer! with
        {
            Producers =
            [.. run.Producer!.Producers.Select(entry => entry.ProducerId == "closing" ? entry : entry with { LagMsP99 = lagMs })]
        },
    });

    private static List<string> Codes(SampleRun run) => [.. Analyzer.Analyze(run.Contents).Findings.Select(finding => finding.Code)];

    private static void AssertWarning(SampleRun run, string code, string words)
    {
        var metrics = Analyzer.Analyze(run.Contents);
        var finding = metrics.Findings.Single(found => found.Code == code);
        Assert.Equal((Severity.Warning, true), (finding.Severity, metrics.Valid));
        Assert.Contains(words, finding.Text, StringComparison.Ordinal);
    }

    private static void AssertInvalid(SampleRun run, string code, string words)
    {
        var metrics = Analyzer.Analyze(run.Contents);
        Assert.False(metrics.Valid);
        var finding = metrics.Findings.Single(finding => finding.Code == code);
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains(words, finding.Text);
    }
}
