using System.Globalization;
using CtrBench.Engines;
using CtrBench.Engines.SparkConnect;
using CtrBench.Engines.Validation;
using CtrBench.IntegrationTests.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Windows.Recordings;

namespace CtrBench.IntegrationTests.Spark;

/// <summary>
/// Fresh recordings of a real Spark, replayed on the twin: equal in every field of every batch. CTRBENCH_SCRIPTS says how many, 2 unless
/// set; CTRBENCH_RECORD names a folder that keeps them.
/// </summary>
[Collection("Spark")]
public sealed class SparkRecordingTests(KafkaBroker broker, SparkServer spark, ITestOutputHelper output)
{
    private static readonly TimeSpan LimitOfScript = TimeSpan.FromMinutes(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Random_scripts_give_on_the_twin_what_they_gave_on_spark_in_every_field_of_every_batch(bool backlog)
    {
        var engine = new SparkConnectEngine(await spark.AddressAsync(inEveryGate: true), settings: new SparkConnectSettings { PollIntervalMs = 50, StartLimitMs = 300_000 });
        var settings = new KafkaSettings { BootstrapServers = await broker.AddressAsync(), RunMark = "record" };
        await using var transport = new KafkaTransport(settings, TimeProvider.System);
        var scripts = int.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_SCRIPTS"), CultureInfo.InvariantCulture, out var given) ? given : 2;
        var (batches, windows, dropped) = (0, 0, 0L);
        for (var seed = 1; seed <= scripts; seed++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            limit.CancelAfter(LimitOfScript);
            var script = new SparkScript(seed, backlog);
            var name = $"spark-{(backlog ? "backlog" : "steps")}-{seed:000}";
            var topics = (Events: $"{name}-{Environment.ProcessId}-events", Results: $"{name}-{Environment.ProcessId}-results");
            await transport.CreateTopicsAsync([new(topics.Events, script.Partitions), new(topics.Results, 1)], Ct);
            var endpoints = new EngineEndpoints(transport, topics.Events, topics.Results, TimeProvider.System);
            var recording = await RecordAsync(engine, name, script, endpoints, limit.Token);
            var file = TranscriptWriter.Write(recording);
            var outcome = TranscriptReplay.Run(name, file);
            Assert.True(outcome.Verdict == ReplayVerdict.Equal, $"{name}: {outcome.Error} {script.Query}\n{string.Join('\n', outcome.Differences)}");
            if (Environment.GetEnvironmentVariable("CTRBENCH_RECORD") is { Length: > 0 } folder) await File.WriteAllBytesAsync(Path.Combine(folder, name + ".json"), file, Ct);
            batches += recording.Batches!.Count;
            windows += recording.Batches.Sum(b => b.Emitted.Count);
            dropped += recording.Batches.Sum(b => b.RowsDropped);
            await KafkaRig.DeleteAsync(settings, [topics.Events, topics.Results]);
        }

        output.WriteLine($"{scripts} scripts {(backlog ? "with backlog" : "stepwise")}: {batches} batches, {windows} results, {dropped} late windows, 0 differences");
        Assert.True(windows > 0);
    }

    private static async Task<Transcript> RecordAsync(
        SparkConnectEngine engine, string name, SparkScript script, EngineEndpoints endpoints, CancellationToken ct)
    {
        try
        {
            return await new SparkRecorder(engine).RecordAsync(
                name, script.Why, script.Query, script.Records, script.Steps, script.StepsBefore, endpoints, ct);
        }
        catch (OperationCanceledException e) when (!Ct.IsCancellationRequested)
        {
            throw new TimeoutException($"{name} was not done within {LimitOfScript.TotalMinutes} minutes: {script.Query}", e);
        }
    }
}
