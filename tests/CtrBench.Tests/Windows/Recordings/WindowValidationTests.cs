using CsCheck;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Recordings;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Windows.Recordings;

/// <summary>Verdicts on a live run, on runs made by hand: what must be so, what may be so, what cannot be.</summary>
public sealed class WindowValidationTests
{
    private static readonly CtrQuery Query = new()
    {
        WindowMs = 10_000,
        WatermarkDelayMs = 20_000,
        Continuous = new() { AggregationPhase = AggregationPhase.OnePhase },
    };

    // Append time, partition, event time; the n-th row has the stamp n.
    private static readonly (long AppendMs, int Partition, long TimeMs)[] Basic =
        [(0, 0, 1_000), (10, 0, 4_000), (20, 0, 12_000), (1_000, 0, 29_999), (1_100, 0, 2_000), (3_000, 0, 3_000), (4_000, 0, 50_000)];

    [Fact]
    public void A_window_without_a_doubtful_row_must_be_the_oracles()
    {
        // The row at 3,000 was stored after the result: late for sure. That at 1,100 was before: it is in or out.
        var report = Judge(Basic, late: 1, Result(0, 3, 4, storedMs: 1_200), Result(10_000, 1, 2, storedMs: 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000));
        Assert.Equal((4, 3, 1, 0), (report.Windows, report.Equal, report.Undetermined, report.Differences.Count));
        Assert.Equal((7, 1), (report.Rows, report.LateRows));
    }

    [Fact]
    public void A_doubtful_row_may_be_out()
    {
        var report = Judge(Basic, late: 2, Result(0, 2, 1, storedMs: 1_200), Result(10_000, 1, 2, storedMs: 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000));
        Assert.Equal((1, 0, 2), (report.Undetermined, report.Differences.Count, report.LateRows));
    }

    public static TheoryData<string, object[]> Impossible => new()
    {
        { "window 0", [Result(0, 1, 1, 1_200), Result(10_000, 1, 2, 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000)] },
        { "window 0", [Result(0, 4, 5, 1_200), Result(10_000, 1, 2, 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000)] },
        { "window 0", [Result(0, 2, 5, 1_200), Result(10_000, 1, 2, 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000)] },
        { "window 10000", [Result(0, 2, 1, 1_200), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000)] },
        { "window 10000", [Result(0, 2, 1, 1_200), Result(10_000, 2, 2, 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000)] },
        { "window 10000", [Result(0, 2, 1, 1_200), Result(10_000, 1, 3, 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000)] },
        { "window 30000", [Result(0, 2, 1, 1_200), Result(10_000, 1, 2, 4_100), Result(20_000, 1, 3, 5_000), Result(30_000, 1, 6, 5_000), Result(50_000, 1, 6, 5_000)] },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_no_schedule_gives_is_a_difference_of_that_window(string window, object[] stored)
    {
        StoredResult[] results = [.. stored.Cast<StoredResult>()];
        var late = 7 - results.Sum(r => r.Result.Views);
        Assert.Equal(window, Assert.Single(Judge(Basic, late, results).Differences, d => d.Field == "result").Step);
    }

    [Fact]
    public void A_second_result_is_a_duplicate_when_it_is_the_same_and_a_difference_when_it_is_not()
    {
        StoredResult[] once = [Result(0, 3, 4, 1_200), Result(10_000, 1, 2, 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000)];
        var same = Judge(Basic, 1, [.. once, once[1]]);
        Assert.Equal((1, 0), (same.Duplicates, same.Differences.Count));
        var other = Judge(Basic, 1, [.. once, Result(10_000, 2, 2, 6_000)]);
        Assert.Equal(("window 10000", "second result"), (Assert.Single(other.Differences).Step, other.Differences[0].Field));
    }

    [Theory]
    [InlineData(AggregationPhase.OnePhase, 0, false)]
    [InlineData(AggregationPhase.OnePhase, 1, true)]
    [InlineData(AggregationPhase.OnePhase, 2, false)]
    [InlineData(AggregationPhase.Legacy, 2, false)]
    [InlineData(AggregationPhase.TwoPhase, 0, false)]
    [InlineData(AggregationPhase.TwoPhase, 1, true)]
    [InlineData(AggregationPhase.TwoPhase, 2, false)]
    public void The_late_counter_is_compared_with_the_rows_that_are_in_no_result(AggregationPhase phase, long counter, bool agrees)
    {
        var query = Query with { Continuous = Query.Continuous with { AggregationPhase = phase } };
        var report = WindowValidation.Judge(
            query, Log(query, Basic), [Result(0, 3, 4, 1_200), Result(10_000, 1, 2, 4_100), Result(20_000, 1, 3, 5_000), Result(50_000, 1, 6, 5_000)], counter);
        Assert.Equal(agrees, report.Agrees);
        if (!agrees) Assert.Equal("late_dropped", Assert.Single(report.Differences).Field);
    }

    [Fact]
    public void Another_partition_does_not_make_a_row_doubtful_while_its_own_holds_the_watermark_back()
    {
        (long, int, long)[] rows = [(0, 0, 1_000), (1, 1, 500_000), (2, 1, 500_000), (50_000, 0, 2_000)];
        var report = Judge(rows, 0, Result(0, 2, 3, 60_000), Result(500_000, 2, 2, 60_000));
        Assert.Equal((2, 0), (report.Equal, report.Undetermined));
    }

    [Fact]
    public void With_an_idle_timeout_it_does()
    {
        var query = Query with { Continuous = Query.Continuous with { IdleTimeoutMs = 1_000 } };
        (long, int, long)[] rows = [(0, 0, 1_000), (1, 1, 500_000), (2, 1, 500_000), (50_000, 0, 2_000)];
        var report = WindowValidation.Judge(query, Log(query, rows), [Result(0, 1, 0, 2_000), Result(500_000, 2, 2, 60_000)], 1);
        Assert.Equal((2, 0, 0, 1), (report.Equal, report.Undetermined, report.Differences.Count, report.LateRows));
    }

    [Theory]
    [InlineData(FlinkRules.V2, 1, 0, true)] // nothing at the drain: every reader was idle
    [InlineData(FlinkRules.V2, 1, 2_000, true)] // no idle timeout was over: everything
    [InlineData(FlinkRules.V2, 0, 0, false)] // the watermark of an idle reader is the maximum of its splits, so the first window fires
    [InlineData(FlinkRules.V2_0, 0, 0, true)] // there it stays at the minimum
    [InlineData(FlinkRules.V2, 0, 2_000, false)]
    public void A_drain_while_all_are_idle_may_leave_windows_open(FlinkRules rules, int firstFired, int lastFired, bool agrees)
    {
        var query = Query with { Continuous = Query.Continuous with { IdleTimeoutMs = 1_000, Rules = rules } };
        (long, int, long)[] rows = [(0, 0, 1_000), (1, 1, 90_000)];
        List<StoredResult> results = [];
        if (firstFired > 0) results.Add(Result(0, 1, 0, 2_000));
        if (lastFired > 0) results.Add(Result(90_000, 1, 1, lastFired));
        Assert.Equal(agrees, WindowValidation.Judge(query, Log(query, rows), results, 0).Agrees);
    }

    [Fact]
    public void Broken_records_are_no_rows()
    {
        var batch = new RecordBatch(0);
        batch.Add(default, "not json"u8);
        batch.Add(default, default, tombstone: true);
        batch.Add(default, """[{"event_time_ms":5,"event_type":"view"},{"event_time_ms":6,"event_type":"click"}]"""u8, appendTimeMs: 7);
        var log = new StoredLog(1, Query, EngineFamily.Continuous);
        log.Add(batch);
        Assert.Equal(3, log.Records);
        Assert.Equal([(5L, 7L), (6L, 7L)], log.Partitions[0].Where(r => r.IsValid).Select(r => (r.EventTimeMs, r.AppendMs)));
    }

    [Fact]
    public void Whatever_the_ticks_were_the_twin_is_never_said_to_differ_from_its_rules()
    {
        var row = Gen.Select(Gen.Long[0, 200], Gen.Int[0, 1], Gen.Long[0, 8_000]);
        Gen.Select(row.Array[1, 60], Gen.Int[1, 40], Gen.Enum<AggregationPhase>(), Gen.Int[1, 2]).Sample((steps, tickEvery, phase, parallelism) =>
        {
            var query = new CtrQuery { WindowMs = 1_000, WatermarkDelayMs = 1_500, Continuous = new() { AggregationPhase = phase, SourceParallelism = parallelism } };
            var rows = steps.Select((s, i) => (AppendMs: (i + 1) * 200L + s.Item1 % 200, Partition: s.Item2, TimeMs: i * 100 + s.Item3)).ToArray();
            var (results, late) = RunTwin(query, rows, tickEvery);
            var report = WindowValidation.Judge(query, Log(query, rows), results, late);
            Assert.Empty(report.Differences);
        });
    }

    // The twin as the engine under test, with a tick after every n rows; results are stored 1 ms after the row or tick that fired them.
    private static (List<StoredResult> Results, long Late) RunTwin(CtrQuery query, (long AppendMs, int Partition, long TimeMs)[] rows, int tickEvery)
    {
        var processor = new ContinuousProcessor(query, 2);
        var (batch, output, results) = (new EventBatch(), processor.Output, new List<StoredResult>());
        for (var i = 0; i < rows.Length; i++)
        {
            batch.Reset(rows[i].Partition, i);
            batch.Add(rows[i].TimeMs, i, RowFlags.View | RowFlags.HasEventTime | RowFlags.HasProducerTimestamp);
            processor.Process(batch);
            if (i % tickEvery == 0) processor.Tick(0);
            Take(rows[i].AppendMs + 1);
        }

        processor.EndInput();
        Take(rows[^1].AppendMs + 10);
        return (results, processor.Counters.LateDropped);

        void Take(long storedMs)
        {
            foreach (var r in output.Results)
                results.Add(new StoredResult(new ReceivedResult(r.WindowStartMs, r.WindowEndMs, r.Counts.Views, r.Counts.Clicks, r.Counts.Ctr, r.Counts.MaxTimestampNs, null), storedMs));
            output.Clear();
        }
    }

    private static WindowReport Judge((long AppendMs, int Partition, long TimeMs)[] rows, long late, params StoredResult[] results) =>
        WindowValidation.Judge(Query, Log(Query, rows), results, late);

    private static StoredLog Log(CtrQuery query, (long AppendMs, int Partition, long TimeMs)[] rows)
    {
        var batches = new[] { new RecordBatch(0), new RecordBatch(1) };
        for (var i = 0; i < rows.Length; i++)
        {
            var json = FormattableString.Invariant($$"""{"event_type":"view","event_time_ms":{{rows[i].TimeMs}},"producer_timestamp_ns":{{i}}}""");
            batches[rows[i].Partition].Add(default, System.Text.Encoding.UTF8.GetBytes(json), appendTimeMs: rows[i].AppendMs);
        }

        var log = new StoredLog(2, query, EngineFamily.Continuous);
        foreach (var batch in batches) log.Add(batch);
        return log;
    }

    private static StoredResult Result(long startMs, long views, long stamp, long storedMs) =>
        new(new ReceivedResult(startMs, startMs + 10_000, views, 0, 0, stamp, null), storedMs);
}
