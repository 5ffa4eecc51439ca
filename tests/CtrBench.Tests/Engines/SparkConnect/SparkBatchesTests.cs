using CsCheck;
using CtrBench.Engines.SparkConnect;

namespace CtrBench.Tests.Engines.SparkConnect;

public sealed class SparkBatchesTests
{
    private readonly SparkBatches _batches = new();

    [Fact]
    public void The_first_entry_needs_the_history_since_others_may_have_been_before_it()
    {
        Assert.False(_batches.TryAdd(Entry(ProgressText.Batch(0, null, 0))));
        _batches.AddHistory([Entry(ProgressText.Batch(0, null, 0))]);
        Assert.True(_batches.TryAdd(Entry(ProgressText.Batch(0, null, 0))));
        Assert.Equal(1, _batches.Read().ScheduleSteps);
    }

    [Fact]
    public void The_next_batch_needs_no_history_and_one_after_a_gap_does()
    {
        _batches.AddHistory([Entry(ProgressText.Batch(0, null, 0))]);
        Assert.True(_batches.TryAdd(Entry(ProgressText.Batch(1, 0, 5))));
        Assert.False(_batches.TryAdd(Entry(ProgressText.Batch(3, 7, 9))));
        Assert.Equal(5, _batches.Read().RecordsRead);
    }

    [Fact]
    public void An_idle_entry_is_never_a_batch_although_it_bears_the_id_of_the_next()
    {
        _batches.AddHistory([Entry(ProgressText.Batch(0, null, 5)), Entry(ProgressText.Idle(1, 5))]);
        Assert.True(_batches.TryAdd(Entry(ProgressText.Idle(1, 5))));
        Assert.True(_batches.TryAdd(Entry(ProgressText.Batch(1, 5, 6))));
        Assert.False(_batches.TryAdd(Entry(ProgressText.Idle(3, 9))));
        Assert.Equal([0, 1], _batches.Read().Batches.Select(b => b.Id));
    }

    [Fact]
    public void A_batch_whose_report_is_lost_is_named_and_its_records_are_counted_by_the_offsets()
    {
        _batches.AddHistory([Entry(ProgressText.Batch(0, null, 5)), Entry(ProgressText.Batch(3, 20, 26))]);
        Assert.Equal([1, 2], _batches.Lost);
        Assert.Equal(26, _batches.Read().RecordsRead);
    }

    [Fact]
    public void Figures_are_sums_and_no_watermark_is_null()
    {
        _batches.AddHistory([Entry(ProgressText.Batch(0, null, 5, emitted: 2))]);
        Assert.Null(_batches.Read().WatermarkMs);
        _batches.AddHistory([Entry(ProgressText.Batch(1, 5, 6, "1970-01-01T00:00:07.000Z", emitted: 1))]);
        var progress = _batches.Read();
        Assert.Equal((3, 8, 7_000), (progress.ResultsWritten, progress.LateDropped, progress.WatermarkMs));
        Assert.Null(progress.OpenRecords);
    }

    [Fact]
    public void However_often_it_is_polled_every_batch_is_collected_once_and_in_order()
    {
        // Real entries 0..n with idle ones between; the client sees prefixes of growing length.
        Gen.Select(Gen.Bool.Array[1, 30], Gen.Int[1, 6].Array[1, 30]).Sample((idleAfter, strides) =>
        {
            var log = new List<SparkProgress>();
            for (var i = 0; i < idleAfter.Length; i++)
            {
                log.Add(Entry(ProgressText.Batch(i, i == 0 ? null : i, i + 1)));
                if (idleAfter[i]) log.Add(Entry(ProgressText.Idle(i + 1, i + 1)));
            }

            var batches = new SparkBatches();
            for (int seen = 0, poll = 0; seen < log.Count; poll++)
            {
                seen = Math.Min(log.Count, seen + strides[poll % strides.Length]);
                if (!batches.TryAdd(log[seen - 1])) batches.AddHistory(log.Take(seen));
            }

            Assert.Equal(Enumerable.Range(0, idleAfter.Length).Select(i => (long)i), batches.Read().Batches.Select(b => b.Id));
            Assert.Empty(batches.Lost);
        });
    }

    private static SparkProgress Entry(string json) => SparkProgressReader.Read(json, 1);
}
