using CtrBench.Engines.SparkConnect;

namespace CtrBench.Tests.Engines.SparkConnect;

public sealed class SparkProgressReaderTests
{
    // One entry of a real server, shortened where nothing is read.
    private const string Real =
        """
        {"id":"0b1c","runId":"77aa","name":"q","timestamp":"2026-11-23T18:20:05.001Z","batchId":4,"batchDuration":512,
        "durationMs":{"addBatch":402,"commitOffsets":41,"getBatch":0,"latestOffset":2,"queryPlanning":11,"triggerExecution":512,"walCommit":47},
        "eventTime":{"min":"1970-01-01T00:00:00.000Z","avg":"2023-11-14T22:13:21.333Z","watermark":"2023-11-14T22:13:12.000Z","max":"+10000-01-01T00:00:00.000Z"},
        "stateOperators":[{"operatorName":"stateStoreSave","numRowsTotal":7,"numRowsUpdated":3,"allUpdatesTimeMs":1,"numRowsRemoved":2,"numRowsDroppedByWatermark":5,"customMetrics":{"loadedMapCacheHitCount":8}}],
        "sources":[{"description":"KafkaV2[Subscribe[ev.ents]]","startOffset":"{\"ev.ents\":{\"0\":4,\"2\":9}}","endOffset":{"ev.ents":{"2":10,"0":6,"1":1}},"latestOffset":null,"numInputRows":4,"inputRowsPerSecond":"NaN"}],
        "sink":{"description":"org.apache.spark.sql.kafka010.KafkaSourceProvider$KafkaTable@5eb1fdca","numOutputRows":2,"metrics":{}}}
        """;

    [Fact]
    public void Every_field_of_a_real_entry_is_read()
    {
        var (isIdle, report) = SparkProgressReader.Read(Real, 3);
        Assert.False(isIdle);
        Assert.Equal((4, 4, 2), (report.Id, report.InputRows, report.Emitted));
        Assert.Equal([4, 0, 9], report.Start!);
        Assert.Equal([6, 1, 10], report.End);
        Assert.Equal(1_700_000_000_000 - 8_000, report.WatermarkMs);
        Assert.Equal((0, 253_402_300_800_000, 1_700_000_001_333), (report.EventTime!.Value.MinMs, report.EventTime.Value.MaxMs, report.EventTime.Value.AvgMs));
        Assert.Equal((7, 3, 2, 5), (report.RowsTotal, report.RowsUpdated, report.RowsRemoved, report.RowsDropped));
        Assert.Equal((1_795_458_005_001, 512.0), (report.StartedMs, report.DurationMs));
        Assert.Equal((402, 47), (report.PhasesMs!["addBatch"], report.PhasesMs["walCommit"]));
    }

    [Fact]
    public void Partitions_that_were_added_during_the_run_are_followed()
    {
        var report = SparkProgressReader.Read(Real, 1).Report;
        Assert.Equal([6, 1, 10], report.End);
        Assert.Equal([4, 0, 9], report.Start!);
        Assert.False(SparkStopRules.IsDrained([report with { End = [6] }], [6, 1, 10], new()));
        Assert.True(SparkStopRules.IsDrained([report with { End = [6], EventTime = null }], [6, 0, 0], new()));
    }

    [Fact]
    public void A_first_batch_without_rows_has_no_start_and_no_statistics()
    {
        var report = SparkProgressReader.Read(ProgressText.Batch(0, null, 0), 1).Report;
        Assert.Null(report.Start);
        Assert.Null(report.EventTime);
        Assert.Equal(0, report.WatermarkMs);
    }

    [Fact]
    public void An_idle_entry_is_known_by_the_phases_that_it_lacks() => Assert.True(SparkProgressReader.Read(ProgressText.Idle(3, 9), 1).IsIdle);

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void Text_of_another_kind_is_quoted_in_the_error(string text)
    {
        var error = Assert.Throws<SparkQueryException>(() => SparkProgressReader.Read(text, 1));
        Assert.EndsWith(": " + text, error.Message);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00.000Z", 0)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("2024-02-29T12:00:00Z", 1_709_208_000_000)]
    [InlineData("9999-12-31T23:59:59.999Z", 253_402_300_799_999)]
    [InlineData("+294247-01-10T04:00:54.775Z", 9_223_372_036_854_775)]
    [InlineData("-290308-12-21T19:59:05.225Z", -9_223_372_036_854_775)]
    public void Times_of_every_year_are_read(string text, long ms) => Assert.Equal(ms, EpochText.Ms(text));

    [Theory]
    [InlineData("")]
    [InlineData("2024-02-29")]
    [InlineData("2024-02-29T12:00:00+01:00")]
    public void Other_text_is_not_a_time(string text) => Assert.Null(EpochText.Ms(text));
}
