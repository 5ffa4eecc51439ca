using System.Text;
using System.Text.Json.Nodes;
using CtrBench.Windows.Recordings;

namespace CtrBench.Tests.Windows.Recordings;

/// <summary>Some recordings must fail: an altered one is reported with the field that was altered, a broken one with the reason.</summary>
public sealed class AlteredRecordingTests
{
    private const string Spark = "spark-a2-late-row";
    private const string Flink = "flink-b2-late-rows-twophase";

    public static TheoryData<string, string, string, string, string> Altered => new()
    {
        { Spark, "batches/0/watermark_ms", "1", "batch 0", "watermark_ms" },
        { Spark, "batches/0/input_rows", "3", "batch 0", "input_rows" },
        { Spark, "batches/4/id", "5", "batch 5", "id" },
        { Spark, "batches/0/event_time/min", "0", "batch 0", "event_time.min" },
        { Spark, "batches/0/event_time/max", "0", "batch 0", "event_time.max" },
        { Spark, "batches/0/event_time/avg", "1700000015500", "batch 0", "event_time.avg" },
        { Spark, "batches/4/rows_dropped", "0", "batch 4", "rows_dropped" },
        { Spark, "batches/4/rows_total", "3", "batch 4", "rows_total" },
        { Spark, "batches/4/rows_updated", "1", "batch 4", "rows_updated" },
        { Spark, "batches/4/rows_removed", "1", "batch 4", "rows_removed" },
        { Spark, "batches/3/emitted/0/ctr", "0.9999999999999999", "batch 3", "emitted[0]" },
        { Spark, "batches/3/emitted/0/ctr", "null", "batch 3", "emitted[0]" },
        { Spark, "batches/3/emitted/0/views", "2", "batch 3", "emitted[0]" },
        { Spark, "batches/3/emitted/0/clicks", "0", "batch 3", "emitted[0]" },
        { Spark, "batches/3/emitted/0/window_start_ms", "1700000000001", "batch 3", "emitted[0]" },
        { Spark, "batches/3/emitted/0/window_end_ms", "1700000010001", "batch 3", "emitted[0]" },
        { Spark, "batches/3/emitted/0/max_producer_timestamp_ns", "null", "batch 3", "emitted[0]" },
        { Spark, "batches/3/emitted/0/key", "\"x\"", "batch 3", "emitted[0]" },
        { Spark, "query/late_filter", "\"current\"", "batch 3", "emitted[0]" },
        { Flink, "late_dropped", "2", "end", "late_dropped" },
        { Flink, "query/agg_phase", "\"one\"", "end", "late_dropped" },
        { Flink, "steps/3/emitted/0/clicks", "2", "step 3", "emitted[0]" },
        { Flink, "end_of_input/emitted/1/views", "2", "end of input", "emitted[1]" },
    };

    public static TheoryData<string, string, string?, string> Broken => new()
    {
        { Spark, "format", "2", "format is 2; this version reads format 1" },
        { Spark, "engine/name", "\"storm\"", "engine.name is 'storm'" },
        { Spark, "engine/name", "\"microbatch\"", "engine.name is 'microbatch'; known: spark, flink" },
        { Spark, "engine/name", "7", "$.engine.name: the value has the wrong type" },
        { Spark, "engine/name", null, "missing 'name'" },
        { Spark, "records/1/p", "7", "records[1].p is 7; query.partitions is 1" },
        { Spark, "records/1/p", "-1", "records[1].p is -1" },
        { Spark, "records/1", "null", "records[1] is null" },
        { Spark, "records", null, "records" },
        { Spark, "batches", null, "batches is missing" },
        { Spark, "batches/1", "null", "batches[1] is null" },
        { Spark, "batches/1/emitted", "null", "batches[1].emitted" },
        { Spark, "batches/1/emitted", "[null]", "batches[1].emitted[0] is null" },
        { Spark, "batches/2/end/0", "1", "batch 2: end[0] is 1; it must be between 2 and" },
        { Spark, "batches/2/end/0", "99", "batch 2: end[0] is 99" },
        { Spark, "batches/2/end", "[1, 2]", "batch 2: end has 2 offsets for 1 partitions" },
        { Spark, "query", "null", "query" },
        { Spark, "query/partitions", "0", "query.partitions is 0; at least 1 is needed" },
        { Spark, "query/window_ms", "0", "query.window_ms is 0" },
        { Spark, "query/watermark_delay_ms", "-1", "query.watermark_delay_ms is -1" },
        { Spark, "query/window_ms", "\"ten\"", "query.window_ms" },
        { Spark, "query/late_filter", "\"next\"", "query.late_filter is 'next'; known: previous, current" },
        { Spark, "query/output_mode", "\"complete\"", "query.output_mode is 'complete'" },
        { Spark, "query/group_by", "\"colour\"", "query.group_by is 'colour'" },
        { Spark, "query/filter_event_types", "[\"view\"]", "query.filter_event_types" },
        { Flink, "query/form", "\"cube\"", "query.form is 'cube'" },
        { Flink, "query/agg_phase", "\"three\"", "query.agg_phase is 'three'" },
        { Flink, "query/emit_strategy", "\"never\"", "query.emit_strategy is 'never'" },
        { Flink, "query/parallelism", "0", "query.parallelism is 0" },
        { Flink, "steps", null, "steps is missing" },
        { Flink, "late_dropped", null, "late_dropped is missing" },
        { Flink, "steps/0/append", "[0, 99]", "steps[0].append is [0, 99]" },
        { Flink, "steps/0/append", "[2147483647, 1]", "steps[0].append is [2147483647, 1]" },
        { Flink, "steps/1/append", "[0, 1]", "steps[1].append is [0, 1]" },
        { Flink, "steps/0/append", "[0]", "steps[0].append is [0]" },
        { Flink, "steps/0", "null", "steps[0] is null" },
    };

    [Theory]
    [MemberData(nameof(Altered))]
    public void A_changed_value_is_different_in_that_field(string file, string path, string value, string where, string field)
    {
        var outcome = Replay(Changed(file, path, value));
        Assert.Equal((ReplayVerdict.Different, null), (outcome.Verdict, outcome.Error));
        Assert.Equal((where, field), (outcome.Differences[0].Step, outcome.Differences[0].Field));
        Assert.NotEqual(outcome.Differences[0].Expected, outcome.Differences[0].Got);
        if (!path.StartsWith("query", StringComparison.Ordinal)) Assert.Single(outcome.Differences);
    }

    [Fact]
    public void A_row_that_the_twin_emits_but_the_recording_lacks_is_a_difference()
    {
        var recording = Read(Spark);
        recording["batches"]![3]!["emitted"] = new JsonArray();
        var difference = Assert.Single(Replay(recording).Differences);
        Assert.Equal(("batch 3", "emitted[0]", "nothing"), (difference.Step, difference.Field, difference.Expected));
        Assert.StartsWith("[1700000000000,1700000010000) views 1 clicks 1 ctr 1 ", difference.Got, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_the_recording_has_but_the_twin_does_not_emit_is_a_difference()
    {
        var recording = Read(Flink);
        var rows = recording["end_of_input"]!["emitted"]!.AsArray();
        rows.Add(rows[0]!.DeepClone());
        var difference = Assert.Single(Replay(recording).Differences);
        Assert.Equal(("end of input", $"emitted[{rows.Count - 1}]", "nothing"), (difference.Step, difference.Field, difference.Got));
    }

    [Fact]
    public void The_order_of_windows_counts_for_Flink()
    {
        var recording = Read(Flink);
        var rows = recording["end_of_input"]!["emitted"]!.AsArray();
        var first = rows[0];
        rows.RemoveAt(0);
        rows.Add(first);
        Assert.Equal(["emitted[0]", "emitted[1]"], Replay(recording).Differences.Select(d => d.Field));
    }

    [Fact]
    public void A_record_left_out_shows_in_its_batch_and_in_what_follows()
    {
        var recording = Read(Spark);
        recording["records"]![2]!["v"] = null;
        var outcome = Replay(recording);
        Assert.Equal(ReplayVerdict.Different, outcome.Verdict);
        Assert.Equal(("batch 2", "event_time.min"), (outcome.Differences[0].Step, outcome.Differences[0].Field));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_recording_is_unreadable_and_says_why(string file, string path, string? value, string reason)
    {
        AssertUnreadable(Replay(Changed(file, path, value)), reason);
    }

    [Theory]
    [InlineData("", "not a recording")]
    [InlineData("{", "not a recording")]
    [InlineData("null", "not a recording: the file contains null")]
    [InlineData("[]", "not a recording")]
    [InlineData("{\"format\":1}", "not a recording")]
    public void A_file_that_is_not_a_recording_is_unreadable(string text, string reason) =>
        AssertUnreadable(TranscriptReplay.Run("x.json", Encoding.UTF8.GetBytes(text)), reason);

    [Fact]
    public void An_outcome_names_file_case_and_engine()
    {
        var outcome = Replay(Read(Flink));
        Assert.Equal(("x.json", ReplayVerdict.Equal, "flink 2.2.1"), (outcome.File, outcome.Verdict, outcome.Engine));
        Assert.NotNull(outcome.Case);
    }

    private static void AssertUnreadable(ReplayOutcome outcome, string reason)
    {
        Assert.Equal(ReplayVerdict.Unreadable, outcome.Verdict);
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Differences);
    }

    private static JsonNode Read(string file) => JsonNode.Parse(RecordingArchive.Bytes(file))!;

    private static ReplayOutcome Replay(JsonNode recording) => TranscriptReplay.Run("x.json", Encoding.UTF8.GetBytes(recording.ToJsonString()));

    /// <summary>The recording with another value (JSON text) at a path; null removes it.</summary>
    private static JsonNode Changed(string file, string path, string? value)
    {
        var recording = Read(file);
        var names = path.Split('/');
        var parent = names[..^1].Aggregate(recording, (node, name) => Get(node, name)!);
        if (value is null) parent.AsObject().Remove(names[^1]);
        else if (parent is JsonArray array) array[int.Parse(names[^1])] = JsonNode.Parse(value);
        else parent[names[^1]] = JsonNode.Parse(value);
        return recording;
    }

    private static JsonNode? Get(JsonNode node, string name) => node is JsonArray array ? array[int.Parse(name)] : node[name];
}
