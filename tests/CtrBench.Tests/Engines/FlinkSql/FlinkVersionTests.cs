using CtrBench.Engines;
using CtrBench.Engines.FlinkSql;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>Every known version in its own words, and one that nobody knows.</summary>
public sealed class FlinkVersionTests
{
    public static TheoryData<string> Versions => ["1.20.5", "2.0.2", "2.1.1", "2.2.1", "2.3.0", "2.9.0"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_job_is_read_stopped_and_counted_in_the_words_of_every_version(string version)
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.Version = version;
        await using var query = await rig.StartQueryAsync();
        await rig.AppendAsync(5);
        rig.Flink.Metrics["ad_events.numRecordsIn"] = 5;
        rig.Flink.Metrics["].numRecordsIn"] = 5;
        rig.Flink.Metrics[".currentOffset"] = 4;
        rig.Flink.Metrics[".numLateRecordsDropped"] = 1;
        rig.Flink.Metrics[".numRecordsSend"] = 2;
        rig.Flink.Totals = (5, 3);
        await query.StopAsync(drain: true, FlinkRig.Ct);
        var progress = query.Progress;
        Assert.Equal((version, 5, 1, 3), (progress.EngineVersion, progress.RecordsRead, progress.LateDropped, progress.ResultsWritten));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_failure_is_told_in_the_words_of_every_version(string version)
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.Version = version;
        await using var query = await rig.StartQueryAsync();
        (rig.Flink.Exceptions, rig.Flink.JobState) = (FakeFlink.Reply("exceptions-missing-topic"), FlinkState.Failed);
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => query.Completion.WaitAsync(FlinkRig.Ct));
        Assert.Contains("UnknownTopicOrPartitionException", error.Message);
    }

    [Theory]
    [InlineData("1.20.3", true, FlinkRules.V1_20)]
    [InlineData("2.0.2", true, FlinkRules.V2_0)]
    [InlineData("2.1.1", true, FlinkRules.V2_0)]
    [InlineData("2.2.1", true, FlinkRules.V2)]
    [InlineData("2.3.0", true, FlinkRules.V2)]
    [InlineData("1.18.1", false, FlinkRules.V1_20)]
    [InlineData("2.9-SNAPSHOT", false, FlinkRules.V2_4)]
    [InlineData("3.0.0", false, FlinkRules.V2_4)]
    public async Task The_version_decides_the_twins_rules_and_an_unknown_one_is_noted(string version, bool known, FlinkRules rules)
    {
        await using var rig = await FlinkRig.StartAsync();
        rig.Flink.Version = version;
        await using var query = await rig.StartQueryAsync();
        Assert.Equal((version, known), (query.Progress.EngineVersion, query.Progress.Notes.Count == 0));
        if (!known)
            Assert.Equal($"Flink {version} has not been tested with this program (tested: 1.20, 2.0, 2.1, 2.2, 2.3); its twin uses the rules of the nearest version", query.Progress.Notes[0]);
        Assert.Equal((version, rules), (await rig.Engine.VersionAsync(TimeProvider.System, FlinkRig.Ct), FlinkVersion.Parse(version).Rules));
    }
}
