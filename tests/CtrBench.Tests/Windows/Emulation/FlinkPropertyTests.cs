using CsCheck;
using CtrBench.Tests.Engines;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>
/// Properties of the continuous twin on generated streams. <see cref="FlinkDrive"/> adds to each: nothing vanishes, the watermark never
/// falls, nothing is open at the end.
/// </summary>
public sealed class FlinkPropertyTests
{
    private static readonly long Iterations = PropertyRuns.Iterations;
    private static readonly Gen<EmitStrategy> Emit = Gen.OneOf(EmitStrategy.OnEvent, EmitStrategy.OnPeriodic);
    private static readonly Gen<AggregationPhase> Phase = Gen.OneOf(AggregationPhase.TwoPhase, AggregationPhase.OnePhase, AggregationPhase.Legacy);

    [Fact]
    public void Every_row_and_tick_does_what_a_naive_model_says() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Emit, Gens.Batches(partitions: 2, keys: 1), Gen.Bool, Gens.Slide)
            .Sample((windowMs, delayMs, emit, batches, legacy, slide) =>
        {
            var query = Query(windowMs, delayMs, legacy ? AggregationPhase.Legacy : AggregationPhase.OnePhase, emit) with
            {
                SlideMs = Gens.SlideMs(windowMs, slide, any: legacy),
            };
            var (model, flink) = (new FlinkModel(query, 2), new FlinkDrive(query, 2));
            foreach (var batch in batches)
            {
                foreach (var row in batch) Assert.Equal(model.Row(row), flink.Send(row));
                Assert.Equal(model.Tick(), flink.Tick());
                Assert.Equal((model.WatermarkMs, model.Late), (flink.Counters.WatermarkMs, flink.Counters.LateDropped));
            }

            Assert.Equal(model.EndInput(), flink.EndInput());
        }, iter: Iterations);

    [Fact]
    public void A_window_fires_once_at_the_most_and_ends_ascend() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Phase, Emit, Gens.Batches(), Gen.Int[1, 4], Gens.Slide)
            .Sample((windowMs, delayMs, phase, emit, batches, readers, slide) =>
        {
            var slideMs = Gens.SlideMs(windowMs, slide, any: phase == AggregationPhase.Legacy);
            var flink = new FlinkDrive(Query(windowMs, delayMs, phase, emit, readers) with { SlideMs = slideMs }, 3);
            Play(flink, batches);
            flink.EndInput();
            Assert.Distinct(flink.Emitted.Select(w => (w.StartMs, w.Key)));
            Assert.Equal(flink.Emitted.Select(w => w.StartMs).Order(), flink.Emitted.Select(w => w.StartMs));
            // Windows are left open only by a drain while all readers are idle, which has fired none of them (F28).
            var rows = batches.Sum(b => b.Sum(r => WindowCounts.InWindows(r, windowMs, slideMs).Count()));
            var open = flink.Counters.OpenRecords;
            Assert.Equal(rows, flink.Emitted.Sum(w => w.Rows) + flink.Counters.LateRecords + open);
            Assert.True(open == 0 || readers > 1, "without an idle timeout the drain fires everything");
        }, iter: Iterations);

    [Fact]
    public void With_one_reader_two_phases_emit_what_one_phase_emits() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Emit, Gens.Batches(), Gens.Slide).Sample((windowMs, delayMs, emit, batches, slide) =>
        {
            var slideMs = Gens.SlideMs(windowMs, slide, any: false);
            var one = new FlinkDrive(Query(windowMs, delayMs, AggregationPhase.OnePhase, emit) with { SlideMs = slideMs }, 3);
            var two = new FlinkDrive(Query(windowMs, delayMs, AggregationPhase.TwoPhase, emit) with { SlideMs = slideMs }, 3);
            foreach (var batch in batches)
            {
                foreach (var row in batch) Assert.Equal(Sorted(one.Send(row)), Sorted(two.Send(row)));
                Assert.Equal(Sorted(one.Tick()), Sorted(two.Tick()));
            }

            Assert.Equal(Sorted(one.EndInput()), Sorted(two.EndInput()));
            Assert.Equal(one.Counters.LateRecords, two.Counters.LateRecords);
        }, iter: Iterations);

    [Fact]
    public void How_rows_are_batched_changes_nothing_on_event() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Phase, Gens.Batches(), Gen.Int[1, 3]).Sample((windowMs, delayMs, phase, batches, readers) =>
        {
            var query = Query(windowMs, delayMs, phase, EmitStrategy.OnEvent, readers);
            var (single, runs) = (new FlinkDrive(query, 3), new FlinkDrive(query, 3));
            foreach (var run in batches.SelectMany(b => b.GroupBy(r => r.Partition)))
            {
                List<WindowCounts> fired = [.. run.SelectMany(row => single.Send(row))];
                Assert.Equal(fired, runs.Send([.. run]));
                Assert.Equal(single.Counters, runs.Counters);
            }

            Assert.Equal(single.EndInput(), runs.EndInput());
        }, iter: Iterations);

    [Fact]
    public void Between_two_ticks_the_order_of_partitions_changes_nothing() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Phase, Gens.Batches(keys: 1), Gen.Int[1, 3]).Sample((windowMs, delayMs, phase, batches, readers) =>
        {
            var query = Query(windowMs, delayMs, phase, EmitStrategy.OnPeriodic, readers);
            var (forth, back) = (new FlinkDrive(query, 3), new FlinkDrive(query, 3));
            foreach (var batch in batches)
            {
                foreach (var run in batch.GroupBy(r => r.Partition).OrderBy(g => g.Key)) forth.Send([.. run]);
                foreach (var run in batch.GroupBy(r => r.Partition).OrderByDescending(g => g.Key)) back.Send([.. run]);
                Assert.Equal(forth.Tick(), back.Tick());
            }

            Assert.Equal(forth.EndInput(), back.EndInput());
            Assert.Equal(forth.Counters, back.Counters);
        }, iter: Iterations);

    [Fact]
    public void A_savepoint_that_all_partitions_have_moved_on_from_changes_no_result_of_the_one_phase_TVF_form() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Gens.Batches(partitions: 1), Gen.Int[0, 8], Gens.Slide)
            .Sample((windowMs, delayMs, batches, at, slide) =>
        {
            var query = Query(windowMs, delayMs, AggregationPhase.OnePhase, EmitStrategy.OnEvent) with
            {
                SlideMs = Gens.SlideMs(windowMs, slide, any: false),
            };
            var (straight, restarted) = (new FlinkDrive(query, 1), new FlinkDrive(query, 1));
            var maxMs = long.MinValue;
            for (var i = 0; i < batches.Length; i++)
            {
                if (i == at && maxMs > long.MinValue)
                {
                    // A fresh split has forgotten its maximum: the row that brings it back comes first, in both runs.
                    restarted.Restart();
                    var again = new StreamRow(0, maxMs, RowFlags.HasEventTime, 0);
                    Assert.Equal(straight.Send(again), restarted.Send(again));
                }

                foreach (var row in batches[i]) Assert.Equal(straight.Send(row), restarted.Send(row));
                maxMs = batches[i].Where(r => r.HasTime).Select(r => r.TimeMs).Append(maxMs).Max();
            }

            Assert.Equal(straight.EndInput(), restarted.EndInput());
        }, iter: Iterations);

    [Fact]
    public void With_disorder_below_the_delay_both_twins_emit_the_truth() =>
        Gen.Select(Gens.Disordered(20_000), Gen.Int[1, 7], Phase, Gens.Slide).Sample((rows, batchSize, phase, slide) =>
        {
            var slideMs = Gens.SlideMs(10_000, slide, any: phase == AggregationPhase.Legacy);
            var query = Query(10_000, 20_000, phase, EmitStrategy.OnEvent) with { SlideMs = slideMs };
            var (spark, flink) = (new SparkDrive(query, 1), new FlinkDrive(query, 1));
            foreach (var batch in rows.Chunk(batchSize)) spark.Batch(batch);
            spark.Trigger();
            flink.Send(rows);
            flink.EndInput();
            Assert.Equal((0, 0), (spark.Counters.LateRecords, flink.Counters.LateRecords));
            var truth = WindowCounts.Of(rows, 10_000, slideMs).ToList();
            Assert.Equal(truth, flink.Emitted);
            Assert.Equal(truth.Where(w => w.StartMs + 10_000 <= rows.Max(r => r.TimeMs) - 20_000), spark.Emitted);
        }, iter: Iterations);

    private static void Play(FlinkDrive flink, StreamRow[][] batches)
    {
        for (var i = 0; i < batches.Length; i++)
        {
            foreach (var run in batches[i].GroupBy(r => r.Partition)) flink.Send([.. run]);
            flink.Tick(i * 200);
        }
    }

    // The order of keys within one window is not fixed.
    private static List<WindowCounts> Sorted(List<WindowCounts> fired) => [.. fired.OrderBy(w => w.StartMs).ThenBy(w => w.Key)];

    private static CtrQuery Query(long windowMs, long delayMs, AggregationPhase phase, EmitStrategy emit, int readers = 1) => new()
    {
        WindowMs = windowMs,
        WatermarkDelayMs = delayMs,
        Continuous = new() { AggregationPhase = phase, EmitStrategy = emit, SourceParallelism = readers, IdleTimeoutMs = readers > 1 ? 500 : 0 },
    };
}
