using CtrBench.Windows;
using CtrBench.Windows.Recordings;

namespace CtrBench.Tests.Engines.Validation;

public sealed class SparkCaseStepsTests
{
    [Fact]
    public void Each_batch_that_had_records_is_a_step_and_what_no_batch_read_is_the_last()
    {
        var (steps, before) = SparkCaseSteps.Of(Recording([0, 1, 1, 0, 0], [1, 2], [1, 2], [2, 2]));
        Assert.Equal([3, 1, 1], steps);
        Assert.Equal(1, before);
    }

    [Fact]
    public void A_query_that_started_on_an_empty_topic_has_no_step_before()
    {
        var (steps, before) = SparkCaseSteps.Of(Recording([0, 1], [0, 0], [1, 1]));
        Assert.Equal([2], steps);
        Assert.Equal(0, before);
    }

    [Fact]
    public void Records_in_another_order_than_that_of_the_batches_are_all_there_before_the_start()
    {
        var (steps, before) = SparkCaseSteps.Of(Recording([0, 1, 0], [2, 0], [2, 1]));
        Assert.Equal([3], steps);
        Assert.Equal(1, before);
    }

    [Fact]
    public void A_rate_limit_means_a_backlog()
    {
        var limited = Recording([0, 1], [1, 0], [1, 1]);
        var (steps, before) = SparkCaseSteps.Of(limited with { Query = limited.Query with { MaxOffsetsPerTrigger = 1 } });
        Assert.Equal([2], steps);
        Assert.Equal(1, before);
    }

    [Fact]
    public void Every_recording_gives_all_its_records()
    {
        foreach (var name in RecordingArchive.Names.Where(n => n.StartsWith("spark-", StringComparison.Ordinal)))
        {
            var recording = TranscriptReader.Parse(RecordingArchive.Bytes(name));
            var (steps, before) = SparkCaseSteps.Of(recording);
            Assert.Equal(recording.Records.Count, steps.Sum());
            Assert.InRange(before, 0, steps.Count);
            Assert.All(steps, step => Assert.True(step > 0 || recording.Records.Count == 0, name));
        }
    }

    private static Transcript Recording(int[] partitions, params long[][] ends)
    {
        var (batches, read) = (new List<TranscriptBatch>(), 0L);
        foreach (var end in ends)
        {
            batches.Add(new TranscriptBatch
            {
                Id = batches.Count,
                End = end,
                InputRows = end.Sum() - read,
                WatermarkMs = 0,
                Emitted = [],
                RowsDropped = 0,
                RowsTotal = 0,
                RowsUpdated = 0,
                RowsRemoved = 0,
            });
            read = end.Sum();
        }

        return new Transcript
        {
            Format = 1,
            Name = "case",
            Engine = new TranscriptEngine(EngineId.Spark, "4.1.1"),
            Query = new TranscriptQuery { WindowMs = 1_000, WatermarkDelayMs = 0, Partitions = 2 },
            Records = [.. partitions.Select(p => new TranscriptRecord(p, "{}"))],
            Batches = batches,
        };
    }
}
