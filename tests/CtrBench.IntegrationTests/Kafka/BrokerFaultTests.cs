using System.Text;
using CtrBench.Harness.Measurement;
using CtrBench.Traffic.Kafka;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>A broker that is away for a while, and records that are no events.</summary>
[Collection("Kafka")]
public sealed class BrokerFaultTests(KafkaBroker broker)
{
    private const long FirstMs = 1_700_000_000_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("microbatch", false)]
    [InlineData("continuous", true)]
    public async Task A_run_survives_a_broker_that_is_away_loses_nothing_and_shows_it(string engine, bool killed)
    {
        await using var of = new BrokerCase(await broker.AddressForFaultsAsync());
        var step = engine == "microbatch" ? "--trigger 200ms" : "--tick 100ms";
        // The traffic outlasts the fault on a busy machine too.
        var running = of.RunAsync(
            $"run --engine {engine} {step} --rate 400/s --producers 2 --window 1s --delay 1s --duration 40s --out {of.At("run")}", Ct);
        await StoredAsync(of, 800);
        var fromMs = Now();
        if (killed) await broker.KillAsync();
        else await broker.PauseAsync();
        // A broker that was killed takes some seconds more to come back.
        await Task.Delay(TimeSpan.FromSeconds(killed ? 2 : 5), TimeProvider.System, Ct);
        if (killed) await broker.StartAgainAsync();
        else await broker.ResumeAsync();
        var toMs = Now();

        var (code, words) = await running;
        Assert.True(code is 0 or 1, words);
        var metrics = of.RightMetrics("run");
        var outage = metrics.Outages.MaxBy(o => o.LatestMs)!;
        Assert.True(outage.FromMs < toMs && outage.AgainMs > fromMs, $"{outage} is not that of {fromMs} to {toMs}");
        Assert.True(outage.AgainMs - outage.FromMs >= 4_000, $"{outage}");
        Assert.Contains(metrics.Findings, f => f is { Code: "outage", Severity: Severity.Warning });
        Assert.Contains("outages of the log: ", words, StringComparison.Ordinal);
        // Producers do not wait for the broker's answers: what the outage cost is not theirs.
        Assert.True(metrics.ProducerLagMsP99 < outage.AgainMs - outage.FromMs, $"{metrics.ProducerLagMsP99} ms");
    }

    [Theory]
    [InlineData("microbatch")]
    [InlineData("continuous")]
    public async Task Records_that_are_not_events_are_counted_and_nothing_else_is_lost(string engine)
    {
        await using var of = new BrokerCase(await broker.AddressAsync());
        await PoisonAsync(of);
        var alone = await of.RunAsync($"run --engine {engine} --traffic none --window 1s --delay 1s --duration 4s --json --out {of.At("engine")}", Ct);
        Assert.True(alone.Code == 0, alone.Words);
        Assert.Contains("\"malformed_records\": 4", alone.Words, StringComparison.Ordinal);
        var (code, words) = await of.RunAsync($"collect --engine {engine} --window 1s --delay 1s --duration 1s --out {of.At("all")}", Ct);
        Assert.True(code is 0 or 1, words);
        var correctness = of.RightMetrics("all").Correctness;
        Assert.Equal((4, 6), (correctness.Malformed, correctness.ResultWindows));
        // Six windows of ten, one of them with the huge one; the last event only moves the watermark.
        Assert.Equal(61, correctness.Counted);
    }

    // Waits until the run's own topic has so many records.
    private static async Task StoredAsync(BrokerCase of, long records)
    {
        await of.ManifestAsync("run", Ct);
        await using var transport = new KafkaTransport(of.Settings(null), TimeProvider.System);
        await using var reader = await transport.OpenReaderAsync(of.EventsTopic, ct: Ct);
        while ((await reader.EndOffsetsAsync(Ct)).Sum() < records) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
    }

    private static async Task PoisonAsync(BrokerCase of)
    {
        var huge = new string('x', 1_000_000);
        await using var transport = new KafkaTransport(of.Settings("poison"), TimeProvider.System);
        await transport.CreateTopicsAsync([new(of.EventsTopic, 1), new(of.ResultsTopic, 1)], Ct);
        await using var writer = await transport.OpenWriterAsync(of.EventsTopic, Ct);
        for (var i = 0; i < 60; i++) Send(Event(i * 100, $"user-{i}"));
        Send(Event(5_950, huge));
        Send("{\"event_time_ms\":17");
        Send(huge);
        writer.Append(0, "k"u8, default, tombstone: true);
        Send("{\"event_type\":\"view\"}");
        Send(Event(9_000, "last"));
        await writer.FlushAsync(Ct);

        void Send(string value) => writer.Append(0, "k"u8, Encoding.UTF8.GetBytes(value));

        static string Event(long offsetMs, string user) =>
            $$"""{"producer_id":"p","user_id":"{{user}}","page_id":"1","ad_id":"a","ad_type":"t","event_type":"view","event_time_ms":{{FirstMs + offsetMs}},"producer_timestamp_ns":{{(FirstMs + offsetMs) * 1_000_000}},"ip_address":"192.0.2.1"}""";
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
