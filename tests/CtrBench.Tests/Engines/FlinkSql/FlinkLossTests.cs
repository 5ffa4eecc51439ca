using CtrBench.Engines.FlinkSql;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>What is said of records that retention removed before a Flink job had read them: a count, none, or that it is unknown.</summary>
public sealed class FlinkLossTests
{
    [Fact]
    public void Where_the_log_starts_where_it_did_nothing_was_lost_whatever_the_job_counted() =>
        Assert.Equal((0L, null), Judge([5, 0], [5, 0], [(0, 100), (1, 7)], null));

    [Fact]
    public void What_was_read_before_it_was_removed_is_no_loss() =>
        Assert.Equal((0L, null), Judge([0, 0], [50, 7], [(0, 100), (1, 7)], 107));

    [Fact]
    public void Offsets_that_were_passed_without_a_record_are_counted_up_to_what_was_removed()
    {
        var (removed, note) = Judge([10], [60], [(0, 110)], 70);
        Assert.Equal(30, removed);
        Assert.StartsWith("data loss: 30 offsets", note);
        // Markers of transactions have offsets too, and are not removed by being passed.
        Assert.Equal(50, Judge([10], [60], [(0, 110)], 20).Removed);
    }

    [Fact]
    public void What_is_gone_behind_the_last_record_read_is_lost_as_well() =>
        Assert.Equal(40, Judge([10, 0], [60, 0], [(0, 20)], 10).Removed);

    [Fact]
    public void A_restarted_job_is_not_accused_and_not_acquitted()
    {
        var (removed, note) = Judge([0], [50], [(0, 100)], null);
        Assert.Null(removed);
        Assert.Contains("was not checked: the job was restarted", note);
    }

    private static (long? Removed, string? Note) Judge(long[] starts, long[] kept, (int Partition, long Position)[] positions, long? records) =>
        FlinkLoss.Judge(starts, kept, positions.ToDictionary(at => at.Partition, at => at.Position), records);
}
