using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.Validation;
using CtrBench.Windows.Recordings;

namespace CtrBench.IntegrationTests.Flink;

/// <summary>
/// Random scripts, recorded fresh on the real Flink and replayed on its twin; <c>ctrbench validate --engine flink --scripts N</c> runs more.
/// </summary>
[Collection("Flink")]
public sealed class FlinkRecordingTests(FlinkCluster cluster, ITestOutputHelper output)
{
    private const int Scripts = 4;
    private const int AtOnce = 4;

    [Fact(Timeout = 5 * 60_000)]
    public async Task What_the_real_Flink_does_with_random_scripts_its_twin_does_too()
    {
        await cluster.UpAsync(inEveryGate: true);
        var outcomes = new List<ReplayOutcome>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
        var emitted = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, Scripts), options, async (seed, ct) =>
        {
            var (outcome, results) = await RecordAsync(seed, ct);
            lock (outcomes)
            {
                outcomes.Add(outcome);
                emitted += results;
            }
        });

        foreach (var outcome in outcomes.OrderBy(o => o.File, StringComparer.Ordinal))
        {
            output.WriteLine($"{outcome.File}: {outcome.Verdict} {outcome.Error}");
            foreach (var d in outcome.Differences) output.WriteLine($"  {d.Step}, {d.Field}: Flink {d.Expected}, twin {d.Got}");
        }

        output.WriteLine($"{outcomes.Count(o => o.Verdict == ReplayVerdict.Equal)} of {outcomes.Count} equal, {emitted} results");
        Assert.All(outcomes, o => Assert.Equal(ReplayVerdict.Equal, o.Verdict));
        Assert.True(emitted > Scripts, "the scripts close hardly any window");
    }

    private async Task<(ReplayOutcome Outcome, int Results)> RecordAsync(int seed, CancellationToken ct)
    {
        var script = new RandomScript(seed);
        await using var topics = await FlinkTopics.CreateAsync(cluster.Kafka, script.Partitions, ct);
        var name = FormattableString.Invariant($"flink-live-{seed:0000}");
        var transcript = await new FlinkRecorder(new FlinkSqlEngine(cluster.Settings)).RecordAsync(
            name, script.Why, script.Query, script.Records, script.Steps, topics.Endpoints, ct);
        var json = TranscriptWriter.Write(transcript);
        return (TranscriptReplay.Run(name, json), transcript.Steps!.Sum(s => s.Emitted.Count) + transcript.EndOfInput!.Emitted.Count);
    }
}
