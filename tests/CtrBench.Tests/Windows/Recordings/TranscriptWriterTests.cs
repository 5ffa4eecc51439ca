using System.Text.Json.Nodes;
using CtrBench.Engines.Validation;
using CtrBench.Windows;
using CtrBench.Windows.Recordings;
using CtrBench.Windows.Testing;

namespace CtrBench.Tests.Windows.Recordings;

/// <summary>What is written is what was read, and what a replay takes.</summary>
public sealed class TranscriptWriterTests
{
    public static TheoryData<string> Recordings => [.. RecordingArchive.Names];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_recording_that_is_written_again_says_the_same(string name)
    {
        var original = RecordingArchive.Bytes(name);
        var written = TranscriptWriter.Write(TranscriptReader.Parse(original));
        var (expected, got) = (JsonNode.Parse(original)!, JsonNode.Parse(written)!);
        // Settings that no result depends on, and that a twin therefore does not know.
        foreach (var unknown in new[] { "state_store", "shuffle_partitions", "appended", "restarts" }) expected["query"]!.AsObject().Remove(unknown);
        Assert.True(JsonNode.DeepEquals(expected, got), $"{name} became {got.ToJsonString()[..400]}");
        Assert.Equal(TranscriptReplay.Run(name, original).Verdict, TranscriptReplay.Run(name, written).Verdict);
    }

    [Fact]
    public void A_tombstone_a_null_and_letters_of_any_alphabet_survive()
    {
        var transcript = new Transcript
        {
            Format = 1,
            Name = "n",
            Why = "w",
            Engine = new(EngineId.Flink, "2.2.1"),
            Query = new() { WindowMs = 1, WatermarkDelayMs = 0, Partitions = 1, GroupBy = "ad_id" },
            Records = [new(0, null), new(0, "\"ä\\ \u0001 漢")],
            Steps = [new([0, 2], [new(0, 1, 0, 3, null, null, "ключ")])],
            EndOfInput = new([]),
            LateDropped = 2,
        };
        var read = TranscriptReader.Parse(TranscriptWriter.Write(transcript));
        Assert.Equal(transcript.Records, read.Records);
        Assert.Equal(transcript.Steps[0].Emitted, read.Steps![0].Emitted);
        Assert.Equal(2, read.LateDropped);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_random_script_is_the_same_for_ever(int seed)
    {
        var (one, other) = (new RandomScript(seed), new RandomScript(seed));
        Assert.Equal(one.Records, other.Records);
        Assert.Equal((one.Query, one.Records.Count), (other.Query, one.Steps.Sum()));
        Assert.All(one.Records, r => Assert.InRange(r.P, 0, one.Partitions - 1));
    }

    [Fact]
    public void A_random_script_with_sliding_windows_is_one_that_its_engine_takes()
    {
        var (flink, spark) = (Enumerable.Range(1, 60).Select(seed => new RandomScript(seed, sliding: true)).ToList(),
            Enumerable.Range(1, 60).Select(seed => new SparkScript(seed, backlog: seed % 2 == 0, sliding: true)).ToList());
        Assert.All(flink, script => Assert.NotNull(FlinkTwin.Start(script.Query)));
        Assert.All(spark, script => Assert.NotNull(SparkTwin.Start(script.Query)));
        Assert.All([.. flink.Select(script => script.Query), .. spark.Select(script => script.Query)], q => Assert.NotNull(q.SlideMs));
        // Windows that are no multiple of their slide, of the forms that take them.
        Assert.Contains(spark, script => script.Query.WindowMs % script.Query.SlideMs != 0);
        Assert.Contains(flink, script => script.Query.WindowMs % script.Query.SlideMs != 0);
    }
}
