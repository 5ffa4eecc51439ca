using System.Text;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Windows.Semantics;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>A user who interrupts an engine whose broker is away does not wait for the broker.</summary>
[Collection("Kafka")]
public sealed class BrokerAwayStopTests(KafkaBroker broker)
{
    private const long FirstMs = 1_700_000_000_000;
    private const int Windows = 8;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("microbatch", "exactly-once")]
    [InlineData("continuous", "exactly-once")]
    [InlineData("continuous", "at-least-once")]
    public async Task An_engine_interrupted_during_a_broker_outage_ends_and_the_next_one_continues_without_loss(string engine, string guarantee)
    {
        LongerEngineTests.Require();
        await using var of = new BrokerCase(await broker.AddressForFaultsAsync());
        await using var transport = new KafkaTransport(of.Settings("away"), TimeProvider.System);
        await transport.CreateTopicsAsync([new(of.EventsTopic, 1), new(of.ResultsTopic, 1)], Ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(10));
        var step = engine == "microbatch" ? "--trigger 100ms" : "--tick 20ms --checkpoint-interval 200ms";
        var line = $"run --engine {engine} {step} --traffic none --window 1s --delay 1s --guarantee {guarantee} --checkpoint {of.At("state")}";
        using (var first = of.Start($"{line} --out {of.At("first")}"))
        {
            await of.ManifestAsync("first", limit.Token);
            await SendAsync(transport, of.EventsTopic, 0, Windows / 2);
            while (!Directory.Exists(of.At("state")) || Directory.GetFiles(of.At("state"), "checkpoint-*").Length == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
            await InterruptAsync(first, engine == "continuous" && guarantee == "exactly-once", limit.Token);
        }

        await SendAsync(transport, of.EventsTopic, Windows / 2, Windows);
        var (next, words) = await of.RunAsync($"{line} --duration 8s --out {of.At("next")}", limit.Token);
        Assert.True(next == 0, words);
        var results = await ResultsAsync(transport, of.ResultsTopic, limit.Token);
        var expected = Enumerable.Range(0, Windows).Select(w => FirstMs + w * 1_000).ToList();
        Assert.Equal(expected, results.Distinct());
        if (guarantee == "exactly-once") Assert.Equal(expected, results);
    }

    private async Task InterruptAsync(ProgramProcess engine, bool commits, CancellationToken ct)
    {
        await broker.PauseAsync();
        try
        {
            engine.Interrupt();
            var (code, output, error) = await engine.EndAsync(ct);
            // Only a last checkpoint that is committed needs the broker for sure; the others do when results are on their way.
            Assert.True(code == 3 || (code == 0 && !commits), $"exit code {code}\n{output}\n{error}");
            if (code == 3) Assert.Contains("was abandoned", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
        finally
        {
            await broker.ResumeAsync();
        }
    }

    // An event in each window, and behind the last of them one that closes them all.
    private static async Task SendAsync(KafkaTransport transport, string topic, int from, int to)
    {
        await using var writer = await transport.OpenWriterAsync(topic, Ct);
        for (var w = from; w < to; w++) Send(FirstMs + w * 1_000);
        await writer.FlushAsync(Ct);
        if (to < Windows) return;
        Send(FirstMs + 1_000_000);
        await writer.FlushAsync(Ct);

        void Send(long eventTimeMs) => writer.Append(0, "k"u8, Encoding.UTF8.GetBytes(new TestRow(0, eventTimeMs).Json(0)));
    }

    private static async Task<List<long>> ResultsAsync(KafkaTransport transport, string topic, CancellationToken ct)
    {
        await using var reader = await transport.OpenReaderAsync(topic, ct: Ct);
        var end = (await reader.EndOffsetsAsync(ct))[0];
        List<long> windows = [];
        while (reader.Position(0) < end)
        {
            if (!reader.TryRead(0, 1_000, out var batch))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, ct);
                continue;
            }

            using (batch)
            {
                for (var i = 0; i < batch.Count; i++) windows.Add(WindowResultJson.Read(batch.Value(i), out _)!.WindowStartMs);
            }
        }

        return [.. windows.Order()];
    }
}
