using System.Text;
using System.Text.RegularExpressions;
using CtrBench.Windows;
using CtrBench.Windows.Recordings;

namespace CtrBench.Tests.Windows.Recordings;

/// <summary>Scripts of events that users write.</summary>
public sealed partial class EventScriptTests
{
    private const string OneRow = """{"p":0,"v":"{\"event_type\":\"view\",\"event_time_ms\":1}"}""";

    [Fact]
    public void The_script_of_the_documentation_is_one()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "validate.md"));
        var script = EventScript.Parse(Encoding.UTF8.GetBytes(JsonBlock().Match(page).Groups[1].Value));
        var query = TranscriptReader.Query(script.Query, FlinkRules.V2);
        Assert.Equal((10_000, 20_000, 5), (query.WindowMs, query.WatermarkDelayMs, script.Records.Count));
        Assert.Equal([1, 1, 1, 1, 1], script.StepSizes);
    }

    [Fact]
    public void A_recording_is_a_script_with_its_own_steps()
    {
        // Traps were recorded live: a step has records of several partitions, whose order a script would have to define.
        foreach (var name in RecordingArchive.Names.Where(n => n.StartsWith("flink-", StringComparison.Ordinal) && !n.Contains("-trap-")))
        {
            var json = RecordingArchive.Bytes(name);
            var (recording, script) = (TranscriptReader.Parse(json), EventScript.Parse(json));
            Assert.Equal(recording.Records, script.Records);
            Assert.Equal(recording.Steps!.Select(s => s.Append[1]), script.StepSizes);
        }
    }

    [Theory]
    [InlineData("{}", "missing 'format', 'query', 'records'")]
    [InlineData("null", "the file contains null")]
    [InlineData("[", "not a script of events: line 1")]
    public void Invalid_lines_are_reported_with_their_position(string json, string message) =>
        Assert.Contains(message, Assert.Throws<TranscriptException>(() => EventScript.Parse(Encoding.UTF8.GetBytes(json))).Message);

    [Theory]
    [InlineData(2, 1, "", "format is 2; this version reads format 1")]
    [InlineData(1, 0, "", "query.partitions is 0; at least 1 is needed")]
    [InlineData(1, 1, """,{"p":1,"v":null}""", "records[2].p is 1; query.partitions is 1")]
    [InlineData(1, 1, ",null", "records[2] is null")]
    public void A_value_out_of_range_is_named(int format, int partitions, string record, string message) =>
        Refused(Script(format, partitions, record, ""), message);

    [Theory]
    [InlineData(1, """[{"append":[0,1]}]""", "steps append 1 of 2 records")]
    [InlineData(1, """[{"append":[1,1]}]""", "steps[0].append must be [first, count]: first 0")]
    [InlineData(1, """[{"append":[0,2]},{"append":[2,1]}]""", "steps[1].append must be [first, count]: first 2, where the previous step ended, and 1 to the 0 records left")]
    [InlineData(1, """[{"append":[0]}]""", "steps[0].append must be")]
    [InlineData(1, "[null]", "steps[0].append must be")]
    [InlineData(2, """[{"append":[0,2]}]""", "with 2 partitions each record must be a separate step")]
    public void Steps_that_leave_a_doubt_are_refused(int partitions, string steps, string message) =>
        Refused(Script(1, partitions, "", $",\"steps\":{steps}"), message);

    [Theory]
    [InlineData("", 40_000, "steps[1].wait_ms needs query.tick_ms, and query.idle_timeout_ms of at least 30000")]
    [InlineData("\"tick_ms\":200,", 40_000, "steps[1].wait_ms needs query.tick_ms, and query.idle_timeout_ms of at least 30000")]
    [InlineData("\"tick_ms\":200,\"idle_timeout_ms\":500,", 40_000, "steps[1].wait_ms needs query.tick_ms")]
    [InlineData("\"tick_ms\":200,\"idle_timeout_ms\":30000,", 30_999, "steps[1].wait_ms is 30999; at least")]
    [InlineData("\"tick_ms\":-1,", 0, "query.tick_ms is -1; it cannot be negative")]
    public void A_wait_in_which_it_is_open_who_falls_idle_is_refused(string settings, int waitMs, string message) =>
        Refused(WithWait(settings, waitMs, ""), message);

    [Theory]
    [InlineData(0, "", """{"window_start_ms":0,"window_end_ms":10000,"views":1,"clicks":0,"ctr":0,"max_producer_timestamp_ns":null}""")]
    [InlineData(31_000, """{"window_start_ms":0,"window_end_ms":10000,"views":1,"clicks":0,"ctr":0,"max_producer_timestamp_ns":null}""", "")]
    public void A_wait_makes_every_partition_idle_and_a_drain_then_fires_nothing(int waitMs, string inStep, string atEnd)
    {
        var (idle, last) = (waitMs > 0, """{"window_start_ms":10000,"window_end_ms":20000,"views":1,"clicks":0,"ctr":0,"max_producer_timestamp_ns":null}""");
        var steps = "\"steps\":[{\"append\":[0,1],\"emitted\":[]},{\"append\":[1,1],\"wait_ms\":" + waitMs + ",\"emitted\":[" + inStep + "]}],";
        var end = "\"end_of_input\":{\"emitted\":[" + atEnd + (idle ? "" : "," + last) + "]},\"late_dropped\":0,";
        const string engine = "\"engine\":{\"name\":\"flink\",\"version\":\"2.2.1\"},\"why\":\"w\",";
        var json = WithWait("\"tick_ms\":200,\"idle_timeout_ms\":30000,", waitMs, steps + end + engine);
        var outcome = TranscriptReplay.Run("x.json", Encoding.UTF8.GetBytes(json));
        Assert.True(outcome.Verdict == ReplayVerdict.Equal, string.Join('\n', outcome.Differences));
    }

    private static string WithWait(string settings, int waitMs, string recorded)
    {
        if (recorded.Length == 0) recorded = $"\"steps\":[{{\"append\":[0,1]}},{{\"append\":[1,1],\"wait_ms\":{waitMs}}}],";
        const string records =
            """[{"p":0,"v":"{\"event_type\":\"view\",\"event_time_ms\":15000}"},{"p":1,"v":"{\"event_type\":\"view\",\"event_time_ms\":2000}"}]""";
        var query = "{" + settings + "\"window_ms\":10000,\"watermark_delay_ms\":0,\"partitions\":2,\"agg_phase\":\"one\"}";
        return $"{{\"format\":1,\"name\":\"n\",{recorded}\"query\":{query},\"records\":{records}}}";
    }

    [Theory]
    [InlineData("\"name\":\"storm\"", "engine.name is 'storm'; known: spark, flink")]
    [InlineData("\"name\":\"continuous\"", "engine.name is 'continuous'; known: spark, flink")]
    [InlineData("", "missing 'name'")]
    public void An_engine_that_is_not_a_real_one_is_refused(string engine, string message) =>
        Refused(Script(1, 1, "", $",\"engine\":{{{engine}}}"), message);

    [Fact]
    public void A_script_for_one_engine_is_refused_by_the_other()
    {
        var script = EventScript.Parse(Encoding.UTF8.GetBytes(Script(1, 1, "", ""","engine":{"name":"spark"}""")));
        script.ThrowUnlessFor(EngineId.Spark);
        Assert.Equal("it is for spark, not for flink", Assert.Throws<TranscriptException>(() => script.ThrowUnlessFor(EngineId.Flink)).Message);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Equal(2, EventScript.Parse([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Script(1, 1, "", ""))]).Records.Count);

    [Fact]
    public void A_script_is_no_recording_and_that_is_told_with_the_way_out()
    {
        var json = Script(1, 1, "", ""","engine":{"name":"flink","version":"2.2.1"},"name":"n","late_dropped":0,"steps":[{"append":[0,2]}]""");
        var outcome = TranscriptReplay.Run("f", Encoding.UTF8.GetBytes(json));
        Assert.Equal("steps[0].emitted is missing: this is a script of events for a real engine", outcome.Error);
        Assert.Equal(nameof(EventScript), outcome.Setting);
    }

    private static string Script(int format, int partitions, string record, string more) =>
        $$"""{"format":{{format}},"query":{"window_ms":1000,"watermark_delay_ms":0,"partitions":{{partitions}}},"records":[{{OneRow}},{{OneRow}}{{record}}]{{more}}}""";

    private static void Refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<TranscriptException>(() => EventScript.Parse(Encoding.UTF8.GetBytes(json))).Message);

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
