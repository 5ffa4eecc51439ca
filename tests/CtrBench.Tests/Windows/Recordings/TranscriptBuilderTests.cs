using System.Text;
using CtrBench.Engines;
using CtrBench.Engines.Topics;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Recordings;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Windows.Recordings;

/// <summary>Recordings made of runs that nobody stepped.</summary>
public sealed class TranscriptBuilderTests
{
    private const long BaseMs = 1_760_000_000_000;

    private static readonly CtrQuery Query = new() { WindowMs = 1_000, WatermarkDelayMs = 0 };

    public static TheoryData<string> SparkCases => ["spark-a1-no-data-batch", "spark-a2-late-row", "spark-a3-skew-counter", "spark-a12-update-mode"];

    [Theory]
    [MemberData(nameof(SparkCases))]
    public void A_run_of_Spark_becomes_the_recording_that_it_was_made_of(string name)
    {
        var recording = TranscriptReader.Parse(RecordingArchive.Bytes(name));
        var made = FromSpark(recording, results => results);
        Assert.Equal(recording.Records.OrderBy(r => r.P), made.Records.OrderBy(r => r.P));
        var outcome = TranscriptReplay.Run(name, TranscriptWriter.Write(made));
        Assert.True(outcome.Verdict == ReplayVerdict.Equal, string.Join('\n', outcome.Differences) + outcome.Error);
        Assert.Equal(recording.Batches!.Select(b => b.Emitted), made.Batches!.Select(b => b.Emitted));
    }

    [Fact]
    public void A_batch_of_Spark_that_ran_twice_cannot_be_told_and_that_is_said()
    {
        var recording = TranscriptReader.Parse(RecordingArchive.Bytes("spark-a2-late-row"));
        var error = Assert.Throws<TranscriptException>(() => FromSpark(recording, results => [results[0], .. results]));
        Assert.Contains("a batch ran twice, or was interrupted", error.Message);
    }

    [Fact]
    public void A_run_of_Flink_is_told_by_append_times_and_judged_window_by_window()
    {
        var made = FromFlink([(0, 100), (0, 600), (0, 1_200), (0, 2_500)], [(0, 1_250, 2)], [(1, 1_300, 1), (2, 1_300, 1)], late: 0);
        Assert.Equal([[0, 3], [3, 1]], made.Steps!.Select(s => s.Append));
        Assert.Equal([1, 0], made.Steps!.Select(s => s.Emitted.Count));
        Assert.Equal(2, made.EndOfInput!.Emitted.Count);
        var outcome = Replay(made);
        Assert.True(outcome.Verdict == ReplayVerdict.Equal, string.Join('\n', outcome.Differences) + outcome.Error);
        Assert.Equal((3, 3), (outcome.Judged!.Windows, outcome.Judged.Equal));
    }

    [Fact]
    public void A_row_that_may_have_come_before_or_after_a_tick_leaves_its_window_undetermined()
    {
        // 500 is behind the watermark that 1200 makes at the next tick, and is stored by the time that the window fires.
        (int, long)[] rows = [(0, 100), (0, 1_200), (0, 500)];
        foreach (var (counted, late) in new[] { (1, 1), (2, 0) })
        {
            var outcome = Replay(FromFlink(rows, [(0, 1_250, counted)], [(1, 1_300, 1)], late));
            Assert.True(outcome.Verdict == ReplayVerdict.Undetermined, string.Join('\n', outcome.Differences) + outcome.Error);
            Assert.Equal((2, 1, 1), (outcome.Judged!.Windows, outcome.Judged.Equal, outcome.Judged.Undetermined));
        }
    }

    [Fact]
    public void A_row_after_its_windows_result_is_late_for_sure_and_another_count_is_a_difference()
    {
        (int, long)[] before = [(0, 100), (0, 1_200)];
        Assert.Equal(ReplayVerdict.Equal, Replay(FromFlink(before, [(0, 1_250, 1)], [(1, 1_400, 1)], late: 1, after: [(0, 500)])).Verdict);
        Assert.Equal(ReplayVerdict.Different, Replay(FromFlink(before, [(0, 1_250, 2)], [(1, 1_400, 1)], late: 0, after: [(0, 500)])).Verdict);
        Assert.Equal(ReplayVerdict.Different, Replay(FromFlink(before, [(0, 1_250, 1)], [(1, 1_400, 1)], late: 7, after: [(0, 500)])).Verdict);
    }

    [Fact]
    public void What_was_recorded_survives_being_written()
    {
        var made = FromFlink([(0, 100), (0, 1_200)], [(0, 1_250, 1)], [(1, 1_300, 1)], late: 0);
        var read = TranscriptReader.Parse(TranscriptWriter.Write(made));
        Assert.Equal((true, true, "on-periodic", "drain"), (read.Live, read.Query.BoundEventTime, read.Query.EmitStrategy, read.Query.End));
        Assert.True(TranscriptReader.Query(read).BoundEventTime);
    }

    [Fact]
    public void Without_an_end_of_input_the_windows_to_close_are_unknown()
    {
        var made = FromFlink([(0, 100), (0, 1_200)], [(0, 1_250, 1)], [(1, 1_300, 1)], late: 0) with { EndOfInput = null };
        Assert.Contains("end_of_input is missing", Replay(made).Error);
    }

    [Fact]
    public void Runs_that_cannot_be_recorded_are_rejected_with_a_message()
    {
        using var gap = new RecordBatch(0, 3);
        gap.Add(default, "{}"u8);
        Assert.Contains("offsets 0 to 2 of partition 0 hold no record", Assert.Throws<TranscriptException>(() => new StoredRecords(1).Add(gap)).Message);
        using var bytes = new RecordBatch(0);
        bytes.Add(default, [0xff]);
        Assert.Contains("the record at offset 0 of partition 0 is not valid UTF-8", Assert.Throws<TranscriptException>(() => new StoredRecords(1).Add(bytes)).Message);
    }

    [Fact]
    public void Records_of_partitions_stand_in_the_order_of_their_append_times_and_a_clock_set_back_changes_none()
    {
        var records = new StoredRecords(2);
        Take(records, 0, ("a", 10), ("b", 5), ("c", 30));
        Take(records, 1, ("x", 7), ("y", 20));
        var made = TranscriptBuilder.Flink("n", "w", Query, "2.2.1", records, [], 0);
        Assert.Equal(["x", "a", "b", "y", "c"], made.Records.Select(r => r.V));
    }

    [Fact]
    public async Task A_stored_run_is_read_from_its_topics()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await transport.CreateTopicsAsync([new("events", 1), new("results", 1)], ct);
        await using (var writer = await transport.OpenWriterAsync("events", TestContext.Current.CancellationToken))
        {
            writer.Append(0, default, Encoding.UTF8.GetBytes(Row(100)));
            await writer.FlushAsync(ct);
        }

        var endpoints = new EngineEndpoints(transport, "events", "results", TimeProvider.System);
        var progress = new QueryProgress { EngineVersion = "2.2.1", LateDropped = 1 };
        var made = await StoredTranscript.ReadAsync(EngineId.Flink, "n", "w", Query, progress, endpoints, ct);
        Assert.Equal((1, 1, "2.2.1"), (made.Records.Count, made.LateDropped, made.Engine.Version));
        await Assert.ThrowsAsync<TranscriptException>(() => StoredTranscript.ReadAsync(EngineId.Continuous, "n", "w", Query, progress, endpoints, ct));
    }

    private static ReplayOutcome Replay(Transcript transcript) => TranscriptReplay.Run("f", TranscriptWriter.Write(transcript));

    // Rows are stored in the ms of their time; those of `after`, 10 ms behind the last result that was fired.
    private static Transcript FromFlink(
        (int Partition, long TimeMs)[] rows, (int Window, long AppendMs, long Views)[] fired, (int Window, long AppendMs, long Views)[] atEnd, long late,
        (int Partition, long TimeMs)[]? after = null)
    {
        var records = new StoredRecords(1);
        // The last row is stored after the first result where its window says so, never after the last.
        Take(records, 0, [.. rows.Select(r => (Row(r.TimeMs), Math.Min(r.TimeMs < 1_300 ? r.TimeMs : 1_260, 1_260)))]);
        if (after is not null) Take(records, 0, [.. after.Select(r => (Row(r.TimeMs), 1_300L))]);
        var results = fired.Concat(atEnd).Select(r => new StoredResult(Result(r.Window, r.Views), r.AppendMs)).ToList();
        return TranscriptBuilder.Flink("n", "w", Query, "2.2.1", records, results, late);
    }

    private static void Take(StoredRecords records, int partition, params (string Value, long AppendMs)[] values)
    {
        foreach (var (value, appendMs) in values)
        {
            using var one = new RecordBatch(partition, records.Count(partition));
            one.Add(default, Encoding.UTF8.GetBytes(value));
            one.StampAppendTime(appendMs);
            records.Add(one);
        }
    }

    private static string Row(long timeMs) =>
        FormattableString.Invariant($$"""{"event_type":"view","event_time_ms":{{BaseMs + timeMs}},"producer_timestamp_ns":1}""");

    private static ReceivedResult Result(int window, long views) =>
        new(BaseMs + window * 1_000, BaseMs + (window + 1) * 1_000, views, 0, 0, 1, null);

    // As if nobody had stepped it: records by partition, results in the order of the topic, reports as Spark gives them.
    private static Transcript FromSpark(Transcript recording, Func<List<StoredResult>, List<StoredResult>> change)
    {
        var records = new StoredRecords(recording.Query.Partitions);
        foreach (var (record, i) in recording.Records.Select((r, i) => (r, i)))
        {
            using var one = new RecordBatch(record.P, records.Count(record.P));
            one.Add(default, record.V is null ? default : Encoding.UTF8.GetBytes(record.V), tombstone: record.V is null);
            one.StampAppendTime(i);
            records.Add(one);
        }

        var reports = recording.Batches!.Select(b => new MicroBatchReport
        {
            Id = b.Id,
            End = b.End,
            InputRows = b.InputRows,
            WatermarkMs = b.WatermarkMs,
            EventTime = b.EventTime is { } t ? new EventTimeStatistics(t.Min, t.Max, t.Avg) : null,
            Emitted = b.Emitted.Count,
            RowsDropped = b.RowsDropped,
            RowsTotal = b.RowsTotal,
            RowsUpdated = b.RowsUpdated,
            RowsRemoved = b.RowsRemoved,
        }).ToList();
        var results = recording.Batches!.SelectMany(b => b.Emitted.Select(r => new StoredResult(
            new ReceivedResult(r.WindowStartMs, r.WindowEndMs, r.Views, r.Clicks, r.Ctr, r.MaxProducerTimestampNs, r.Key), b.Id))).ToList();
        return TranscriptBuilder.Spark(recording.Name, "w", TranscriptReader.Query(recording), "4.1.1", records, reports, change(results));
    }
}
