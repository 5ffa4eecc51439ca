using CtrBench.Engines;
using CtrBench.Engines.SparkConnect;
using CtrBench.IntegrationTests.Kafka;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;

#pragma warning disable xUnit1069 // Ct is the token that the rule wants to see

namespace CtrBench.IntegrationTests.Spark;

/// <summary>A real Spark that is not as it should be: the words that a user reads.</summary>
[Collection("Spark")]
public sealed class SparkMisuseTests(KafkaBroker broker, SparkServer spark)
{
    private const int LimitMs = 600_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMs)]
    public async Task A_topic_that_spark_does_not_find_is_named_with_the_broker_where_it_looked()
    {
        // Found from here, where topics are in memory, and not there.
        var (kafka, address) = (await broker.AddressAsync(), await spark.AddressAsync());
        await using var memory = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(memory, $"nowhere-{Environment.ProcessId}", Ct);
        var engine = new SparkConnectEngine(address, settings: new SparkConnectSettings { PollIntervalMs = 100, KafkaBootstrapServers = kafka });
        var error = await Assert.ThrowsAsync<EngineSetupException>(() => engine.StartAsync(new CtrQuery(), rig.Endpoints, Ct));
        Assert.Contains($"Spark does not find the topic '{rig.Endpoints.EventsTopic}' at {kafka}", error.Message);
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_server_with_a_token_lets_nobody_in_without_it()
    {
        var server = await spark.StrictAddressAsync();
        var none = await Assert.ThrowsAsync<EngineSetupException>(() => SparkProbe.VersionAsync(server, null, TimeProvider.System, Ct));
        Assert.Contains("requires a token", none.Message);
        var wrong = await Assert.ThrowsAsync<EngineSetupException>(() => SparkProbe.VersionAsync(server, "wr0ng", TimeProvider.System, Ct));
        Assert.Contains("rejected the token", wrong.Message);
        Assert.DoesNotContain("wr0ng", wrong.ToString());
        Assert.Matches(@"^\d+\.\d+", await SparkProbe.VersionAsync(server, SparkServer.Token, TimeProvider.System, Ct));
    }

    [Fact(Timeout = LimitMs)]
    public async Task A_session_lives_as_long_as_it_is_asked_and_one_that_is_not_ends_the_run_in_words()
    {
        var server = await spark.StrictAddressAsync();
        await using var transport = new KafkaTransport(new() { BootstrapServers = await broker.AddressAsync(), RunMark = "sessions" }, TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, $"sessions-{Environment.ProcessId}", Ct);
        var query = new CtrQuery { WindowMs = 1_000, WatermarkDelayMs = 2_000, MicroBatch = new MicroBatchSettings { TriggerIntervalMs = 0 } };
        await WarmUpAsync();
        await using var asked = await StartAsync(1_000);
        await using var forgotten = await StartAsync(SparkServer.SessionLimitMs + 5_000);
        var error = await Assert.ThrowsAsync<EngineFailedException>(() => forgotten.Completion.WaitAsync(Ct));
        Assert.Contains("has closed the session", error.Message);
        await rig.SendAsync(Enumerable.Range(0, 10).Select(i => new TestRow(i % 2, 1_700_000_000_000 + i)));
        await rig.UntilAsync(asked, p => p.RecordsRead == 10);

        // On a server as fresh as this one a single call may take longer than a session lives.
        async Task WarmUpAsync()
        {
            try
            {
                await (await StartAsync(1_000)).DisposeAsync();
            }
            catch (EngineSetupException)
            {
            }
        }

        Task<IRunningQuery> StartAsync(long pollIntervalMs) =>
            new SparkConnectEngine(server, SparkServer.Token, new SparkConnectSettings { PollIntervalMs = pollIntervalMs }).StartAsync(query, rig.Endpoints, Ct);
    }
}
