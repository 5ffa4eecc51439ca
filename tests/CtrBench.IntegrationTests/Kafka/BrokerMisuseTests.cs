using CtrBench.Traffic.Kafka;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>What the program says of topics that it cannot use.</summary>
[Collection("Kafka")]
public sealed class BrokerMisuseTests(KafkaBroker broker)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("collect --out")]
    [InlineData("produce --append --out")]
    [InlineData("run --traffic none --out")]
    public async Task A_topic_that_does_not_exist_is_named(string verb)
    {
        await using var of = new BrokerCase(await broker.AddressAsync());
        var (code, words) = await of.RunAsync($"{verb} {of.At("run")}", Ct);
        Assert.Contains("does not exist on the broker. ctrbench produce creates the topics, or name others with", words, StringComparison.Ordinal);
        Assert.Equal(3, code);
        Assert.False(Directory.Exists(of.At("run")));
    }

    [Fact]
    public async Task A_topic_not_created_by_ctrbench_is_only_deleted_on_request()
    {
        await using var of = new BrokerCase(await broker.AddressAsync());
        await using (var others = new KafkaTransport(of.Settings(mark: null), TimeProvider.System))
        {
            await others.CreateTopicsAsync([new(of.EventsTopic, 2)], Ct);
            await using var writer = await others.OpenWriterAsync(of.EventsTopic, Ct);
            writer.Append(0, "k"u8, "theirs"u8);
            await writer.FlushAsync(Ct);
        }

        var (code, words) = await of.RunAsync($"run --duration 1s --out {of.At("run")}", Ct);
        Assert.Contains($"Topic '{of.EventsTopic}' was not created by ctrbench: it holds 1 record", words, StringComparison.Ordinal);
        Assert.Contains("--recreate-topics", words, StringComparison.Ordinal);
        Assert.Equal(3, code);
        Assert.False(Directory.Exists(of.At("run")));

        // Too short to be valid; that it ran is what counts.
        (code, words) = await of.RunAsync($"run --duration 1s --window 1s --delay 0s --rate 50/s --recreate-topics --out {of.At("again")}", Ct);
        Assert.True(code is 0 or 1, words);
        Assert.Contains("0 unaccounted", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctor_sees_the_broker()
    {
        await using var of = new BrokerCase(await broker.AddressAsync());
        using var words = new StringWriter();
        var code = await CtrBench.Harness.Program.RunAsync(
            ["doctor", "--kafka", await broker.AddressAsync()], words, words, TimeProvider.System, Ct);
        Assert.True(code == 0, words.ToString());
        // As a table, or as a block where a table would be wider than the console.
        Assert.Matches(@"Kafka\s+(address\s+)?\S+\s+(state\s+)?answers\s+(version\s+)?\d+\.\d+", words.ToString());
    }
}
