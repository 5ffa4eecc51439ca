using CtrBench.Harness.Runs;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>Topics written in transactions: read as both engines read them, and an open transaction is named.</summary>
[Collection("Kafka")]
public sealed class KafkaIsolationTests(KafkaBroker broker)
{
    private const long Hour = 1_760_000_400_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 3, 3)]
    [InlineData("read_committed", 3, 1)]
    public async Task A_twin_counts_what_the_isolation_level_lets_its_engine_read(string? isolation, int views, int clicks)
    {
        var address = await broker.AddressAsync();
        await using var of = new BrokerCase(address);
        await using var transport = new KafkaTransport(of.Settings(null), TimeProvider.System);
        await transport.CreateTopicsAsync([new(of.EventsTopic, 1), new(of.ResultsTopic, 1)], Ct);
        using (var events = new TransactionalTopic(address, of.EventsTopic))
        {
            events.Write("view", commit: true, Hour + 1_000, Hour + 2_000, Hour + 3_000);
            events.Write("click", commit: false, Hour + 4_000, Hour + 5_000);
            events.Write("click", commit: true, Hour + 6_000);
            events.Write("view", commit: true, Hour + 30_000);
        }

        var config = "";
        if (isolation is not null)
        {
            await File.WriteAllTextAsync(of.At("client.properties"), $"isolation.level={isolation}\n", Ct);
            config = $" --kafka-config {of.At("client.properties")}";
        }

        var (code, words) = await of.RunAsync(
            $"run --engine microbatch --traffic none --available-now --window 10s --delay 5s --out {of.At("engine")}{config}", Ct);
        Assert.True(code == 0, words);
        Assert.Equal(isolation ?? "read_uncommitted", RunFolder.Peek(of.At("engine")).Broker!.Isolation);
        (code, words) = await of.RunAsync(
            $"collect --engine microbatch --results 1 --duration 20s --window 10s --delay 5s --out {of.At("all")}{config}", Ct);
        using var run = RunFolder.Open(of.At("all"));
        var result = Assert.Single(run.ReadResults());
        var expected = run.ReadExpected().First();
        Assert.Equal((views, clicks, views, clicks), (result.Views, result.Clicks, expected.Views, expected.Clicks));
    }

    [Fact]
    public async Task The_transaction_that_keeps_committed_records_back_is_named()
    {
        var address = await broker.AddressAsync();
        await using var rig = await new KafkaRig(address).CreateAsync(Ct);
        using var events = new TransactionalTopic(address, rig.Topic);
        events.Write("view", commit: true, Hour);
        var id = events.Write("view", commit: null, Hour + 1, Hour + 2);

        var blocked = Assert.Single(await rig.Transport.BlockedAsync(rig.Topic, Ct));
        Assert.Equal((0, 2L, 4L, id), (blocked.Partition, blocked.StableOffset, blocked.EndOffset, blocked.TransactionalId));
        Assert.NotNull(blocked.ProducerId);
        Assert.Contains($"its transactional id is '{id}'", blocked.ToString());

        await using ITransport transport = new KafkaTransport(rig.Settings with { RunMark = null }, TimeProvider.System);
        await using var all = await transport.OpenReaderAsync(rig.Topic, ct: Ct);
        await using var committed = await transport.OpenResultsReaderAsync(rig.Topic, ct: Ct);
        Assert.Equal((4, 2), ((await all.EndOffsetsAsync(Ct))[0], (await committed.EndOffsetsAsync(Ct))[0]));
        Assert.Equal(3, (await all.TakeAsync(1, 3, Ct, gaps: true)).Count);
        Assert.Single(await committed.TakeAsync(1, 1, Ct, gaps: true));
    }
}
