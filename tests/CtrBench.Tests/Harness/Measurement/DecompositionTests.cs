using CsCheck;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Measurement;

public sealed class DecompositionTests
{
    [Fact]
    public void A_continuous_engines_cadence_is_half_a_tick_and_the_rest_is_overhead()
    {
        var window = Windows(SampleRun.Continuous(overMs: 150))[3];
        Assert.Equal(SampleRun.Start + 40_000, window.EndMs);
        // T1 = e + 20000 + 5 + 2 + 150; T0 = e - 40.
        Assert.Equal(20_197, window.LatencyMs);
        Assert.Equal((40, 5, 2, 100, 50), (window.DataMs, window.WaitMs, window.IngestMs, window.CadenceMs, window.OverheadMs));
        Assert.Equal((SampleRun.Start + 60_005, 152), (window.FloorMs, window.OverFloorMs));
    }

    [Theory]
    [InlineData("continuous", null, EmitStrategy.OnPeriodic, 1, 100)]
    [InlineData("continuous", "in-process", EmitStrategy.OnPeriodic, 1, 100)]
    [InlineData("continuous", "flink-2.2.1-local2", EmitStrategy.OnPeriodic, 1, 150)]
    [InlineData("continuous", null, EmitStrategy.OnPeriodic, 2, 100)]
    [InlineData("continuous", "flink-2.2.1-local2", EmitStrategy.OnPeriodic, 2, 150)]
    [InlineData("flink", null, EmitStrategy.OnPeriodic, 2, 183.333)]
    [InlineData("flink", null, EmitStrategy.OnPeriodic, 8, 183.333)]
    [InlineData("flink", null, EmitStrategy.OnEvent, 1, 50)]
    [InlineData("continuous", null, EmitStrategy.OnEvent, 1, 0)]
    public void The_expected_cadence_is_the_slowest_readers_tick_and_half_the_buffer_timeout(string engine, string? profile,
        EmitStrategy emit, int readers, double cadenceMs)
    {
        var run = SampleRun.Continuous(query: new CtrQuery { Continuous = new() { EmitStrategy = emit, SourceParallelism = readers } })
            .WithManifest(manifest => manifest with { Engine = EngineId.Find(engine), Profile = profile });
        Assert.Equal(cadenceMs, Windows(run)[0].CadenceMs, 3);
    }

    [Fact]
    public void A_micro_batch_engines_cadence_lasts_until_the_batch_that_closes_the_window_starts()
    {
        // e = 40 s: mover appended at 60.007; the batch of 60.020 reads it; the batch of 61.020 has a watermark of 40 s and answers at
        // 62.4.
        var window = Windows(SampleRun.MicroBatch())[3];
        Assert.Equal((40, 5, 2, 1_013), (window.DataMs, window.WaitMs, window.IngestMs, window.CadenceMs));
        Assert.Equal(62_400 - 61_020, window.OverheadMs);
        Assert.Equal(22_440, window.LatencyMs);
    }

    [Fact]
    public void A_batch_that_began_before_its_mover_was_appended_shortens_the_cadence()
    {
        var run = SampleRun.MicroBatch()
            .WithWindows(window => window with { Any = new Mover(window.WindowEndMs + 20_025, window.WindowEndMs + 20_027) });
        Assert.Equal(993, Windows(run)[3].CadenceMs);
    }

    [Fact]
    public void A_micro_batch_run_without_batches_has_no_cadence_and_says_so()
    {
        var run = SampleRun.MicroBatch().With(run => run with { Progress = [run.Progress[^1]] });
        Assert.All(Windows(run), window => Assert.Equal(0, window.CadenceMs));
        Assert.Contains(Analyzer.Analyze(run.Contents).Findings, finding => finding.Code == "unknown-cadence");
    }

    [Fact]
    public void Flink_may_answer_a_millisecond_before_the_delay_is_over()
    {
        var run = SampleRun.Continuous()
            .WithWindows(window => window with { All = new Mover(window.WindowEndMs + 19_999, window.WindowEndMs + 19_999) });
        Assert.Equal(-1, Windows(run)[0].WaitMs);
    }

    [Fact]
    public void A_grouped_window_is_done_with_its_last_key()
    {
        var run = SampleRun.Continuous().With(run => run with
        {
            Expected = [.. run.Expected.SelectMany(window => new[] { window with { Key = "a" },
                window with { Key = "b", MaxProducerTimestampNs = window.MaxProducerTimestampNs + 10_000_000 } })],
            Results = [.. run.Results.SelectMany(row => new[]
            {
                row with { Key = "a", T1Ms = row.T1Ms + 7 },
                row with { Key = "b", MaxProducerTimestampNs = row.MaxProducerTimestampNs + 10_000_000 },
            })],
        });
        var windows = Windows(run);
        Assert.Equal(30, windows.Count);
        Assert.Equal((20_194, 30), (windows[0].LatencyMs, windows[0].DataMs));
    }

    [Fact]
    public void A_window_that_lost_late_rows_has_no_corrected_latency()
    {
        var run = SampleRun.Continuous()
            .WithWindows(window => window.WindowStartMs == SampleRun.Start ? window with { Views = 4, Rows = 5 } : window);
        Assert.Null(Windows(run)[0].DueMs);
        Assert.Equal(SampleRun.Start + 19_959, Windows(run)[1].DueMs);
    }

    [Fact]
    public void The_parts_sum_exactly_to_the_latency()
    {
        var ms = Gen.Double[0, 3_000];
        Gen.Select(Gen.Long[0, 10_000_000_000], ms, ms, ms, Gen.Int[1, 9], Gen.Bool).Sample((dataNs, wait, ingest, over, readers, micro) =>
        {
            var query = new CtrQuery { Continuous = new() { SourceParallelism = readers, EmitIntervalMs = 137 } };
            var run = (micro ? SampleRun.MicroBatch(5) : SampleRun.Continuous(5, query: query))
                .WithManifest(manifest => manifest with { Workload = manifest.Workload with { Partitions = 9 } })
                .WithWindows(window =>
                {
                    var mover = new Mover(window.WindowEndMs + 20_000 + wait, window.WindowEndMs + 20_000 + wait + ingest);
                    return window with { Any = mover, All = mover, MaxProducerTimestampNs = window.WindowEndMs * 1_000_000 - dataNs };
                });
            run.WithResults(row => row with
            {
                MaxProducerTimestampNs = row.WindowEndMs * 1_000_000 - dataNs,
                T1Ms = row.WindowEndMs
                + 20_000 + wait + ingest + over
            });
            foreach (var window in Windows(run))
            {
                var parts = window.DataMs + window.DelayMs + window.WaitMs + window.IngestMs + window.CadenceMs + window.OverheadMs;
                Assert.Equal(window.LatencyMs!.Value, parts);
                Assert.Equal(window.T1Ms - window.T0Ms, parts);
            }
        }, iter: 1_000);
    }

    [Fact]
    public void The_mean_parts_sum_to_the_mean_latency()
    {
        var metrics = Analyzer.Analyze(SampleRun.MicroBatch().Contents);
        var parts = metrics.Decomposition!;
        Assert.False(parts.CadenceIsExpected);
        Assert.Equal(metrics.Latency["t1_minus_t0"].MeanMs, parts.DataMs + parts.DelayMs + parts.WaitMs + parts.IngestMs + parts.CadenceMs
            + parts.OverheadMs, 6);
    }

    private static IReadOnlyList<WindowTiming> Windows(SampleRun run)
    {
        var facts = new RunFacts(run.Contents);
        return Decomposition.Windows(facts, new Cadence(facts));
    }
}
