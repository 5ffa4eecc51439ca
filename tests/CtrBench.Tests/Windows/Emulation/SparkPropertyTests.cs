using CsCheck;
using CtrBench.Tests.Engines;
using CtrBench.Windows;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>
/// Properties of the micro-batch twin on generated streams. <see cref="SparkDrive"/> adds to each: nothing vanishes, the watermark never
/// falls.
/// </summary>
public sealed class SparkPropertyTests
{
    private static readonly long Iterations = PropertyRuns.Iterations;

    // Around 1970 too, where windows end at or before the first watermark (S27).
    private static readonly Gen<long> Base = Gen.OneOf(Gens.T0, Gens.T0, -40_000L);

    [Fact]
    public void Every_batch_does_what_a_naive_model_says() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Base, Gen.Bool, Gen.Bool, Gens.Slide).SelectMany(
            q => Gens.Batches(q.Item3).Select(batches => (Query: Sliding(Query(q.Item1, q.Item2, q.Item4, q.Item5), q.Item6), batches))).Sample(c =>
        {
            var (model, spark) = (new SparkModel(c.Query), new SparkDrive(c.Query, 3));
            foreach (var batch in c.batches)
            {
                var expected = model.Batch(batch);
                Assert.Equal(expected, spark.Batch(batch));
                Assert.Equal(
                    (model.WatermarkMs, model.Dropped, model.Updated, model.Removed, model.Total),
                    (spark.Last.WatermarkMs, spark.Last.RowsDropped, spark.Last.RowsUpdated, spark.Last.RowsRemoved, spark.Last.RowsTotal));
                Assert.Equal((batch.Length, expected.Count), (spark.Last.InputRows, spark.Last.Emitted));
            }
        }, iter: Iterations);

    [Fact]
    public void A_window_is_emitted_once_at_the_most_and_every_valid_row_is_emitted_open_or_dropped() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Gens.Batches()).Sample((windowMs, delayMs, batches) =>
        {
            var spark = new SparkDrive(Query(windowMs, delayMs), 3);
            foreach (var batch in batches) spark.Batch(batch);
            spark.Trigger();
            Assert.Distinct(spark.Emitted.Select(w => (w.StartMs, w.Key)));
            var c = spark.Counters;
            Assert.Equal(batches.Sum(b => b.Count(r => r.HasTime)), spark.Emitted.Sum(w => w.Rows) + c.OpenRecords + c.LateRecords);
        }, iter: Iterations);

    [Fact]
    public void One_batch_gives_the_truth_for_every_window_that_the_watermark_closes() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Gens.Rows().Select(Gens.Rows(), (a, b) => a.Concat(b).ToArray())).Sample((windowMs, delayMs, rows) =>
        {
            var spark = new SparkDrive(Query(windowMs, delayMs), 3);
            spark.Batch(rows);
            spark.Trigger();
            var maxMs = rows.Where(r => r.HasTime).Select(r => r.TimeMs).DefaultIfEmpty(0).Max();
            Assert.Equal(WindowCounts.Of(rows, windowMs).Where(w => w.StartMs + windowMs <= maxMs - delayMs), spark.Emitted);
        }, iter: Iterations);

    [Fact]
    public void A_restart_between_two_batches_changes_no_result() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Gens.Batches(), Gen.Int[0, 8], Gen.Bool, Gen.Bool, Gens.Slide)
            .Sample((windowMs, delayMs, batches, at, update, single, slide) =>
        {
            var query = Sliding(Query(windowMs, delayMs, update, single), slide);
            var (straight, restarted) = (new SparkDrive(query, 3), new SparkDrive(query, 3));
            for (var i = 0; i < batches.Length; i++)
            {
                if (i == at) restarted.Restart();
                Assert.Equal(straight.Batch(batches[i]), restarted.Batch(batches[i]));
                Assert.Equal(straight.Last with { Start = null }, restarted.Last with { Start = null, End = straight.Last.End });
            }
        }, iter: Iterations);

    [Fact]
    public void Without_new_records_triggers_soon_come_to_rest() =>
        Gen.Select(Gens.WindowMs, Gens.DelayMs, Gens.Batches()).Sample((windowMs, delayMs, batches) =>
        {
            var spark = new SparkDrive(Query(windowMs, delayMs), 3);
            spark.Trigger();
            foreach (var batch in batches) spark.Batch(batch);
            spark.Trigger();
            Assert.Null(spark.Trigger());
        }, iter: Iterations);

    private static CtrQuery Sliding(CtrQuery query, int slide) => query with { SlideMs = Gens.SlideMs(query.WindowMs, slide) };

    private static CtrQuery Query(long windowMs, long delayMs, bool update = false, bool single = false) => new()
    {
        WindowMs = windowMs,
        WatermarkDelayMs = delayMs,
        BoundEventTime = false,
        MicroBatch = new()
        {
            OutputMode = update ? OutputMode.Update : OutputMode.Append,
            LateFilter = single ? LateFilter.Current : LateFilter.Previous,
        },
    };
}
