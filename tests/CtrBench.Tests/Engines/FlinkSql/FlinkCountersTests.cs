using CtrBench.Engines.FlinkSql;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>A job's counters over its restarts.</summary>
public sealed class FlinkCountersTests
{
    [Fact]
    public void Without_a_restart_they_are_the_jobs_own()
    {
        var counters = new FlinkCounters(restored: false, _ => 0);
        counters.Add(Sample(5, 4, late: 1, sent: 2));
        counters.Add(Sample(9, 8, late: 1, sent: 3));
        Assert.Equal((9, 1, 3), (counters.RecordsRead, counters.LateDropped, counters.ResultsSent));
    }

    [Fact]
    public void After_a_restart_late_rows_and_results_are_summed_and_records_come_from_offsets()
    {
        var counters = new FlinkCounters(restored: false, _ => 0);
        counters.Add(Sample(10, 10, late: 2, sent: 3));
        counters.Add(Sample(0, 0, late: 0, sent: 0));
        counters.Add(Sample(6, 12, late: 1, sent: 2));
        Assert.Equal((12, 3, 5), (counters.RecordsRead, counters.LateDropped, counters.ResultsSent));
    }

    [Fact]
    public void A_restart_that_the_counters_do_not_show_counts_as_one()
    {
        var counters = new FlinkCounters(restored: false, _ => 0);
        counters.Add(Sample(10, 10));
        counters.OnRestart();
        counters.Add(Sample(14, 12));
        Assert.Equal(12, counters.RecordsRead);
    }

    [Fact]
    public void A_job_that_went_on_from_a_savepoint_has_read_what_lies_before_its_positions()
    {
        var counters = new FlinkCounters(restored: true, _ => 0);
        counters.Add(Sample(3, 103));
        Assert.Equal(103, counters.RecordsRead);
    }

    [Fact]
    public void The_totals_of_the_end_win_over_the_last_look()
    {
        var counters = new FlinkCounters(restored: false, _ => 0);
        counters.Add(Sample(10, 10, sent: 3));
        counters.SetTotals(12, 7);
        Assert.Equal((12, 7), (counters.RecordsRead, counters.ResultsSent));
        counters.SetTotals(0, 0);
        Assert.Equal((12, 7), (counters.RecordsRead, counters.ResultsSent));
    }

    [Fact]
    public void The_watermark_never_falls_and_the_end_of_input_is_not_a_watermark()
    {
        var counters = new FlinkCounters(restored: false, _ => 0);
        Assert.Null(counters.WatermarkMs);
        counters.Add(new FlinkSample { WatermarkMs = 5 });
        counters.Add(new FlinkSample { WatermarkMs = 3 });
        counters.Add(new FlinkSample());
        Assert.Equal(5, counters.WatermarkMs);
    }

    private static FlinkSample Sample(long records, long position, long late = 0, long sent = 0) =>
        new() { RecordsIn = records, Positions = new Dictionary<int, long> { [0] = position }, Late = late, Sent = sent };
}
