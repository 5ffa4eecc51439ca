using System.Text;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Benchmarks.Faults;

/// <summary>
/// One fault, again and again, while both twins run with both guarantees over steady traffic. Events are in order and in one partition, so
/// none is late: every acknowledged event belongs into exactly one result. A recovery is over when an engine has given a window that ended
/// after the fault.
/// </summary>
internal sealed class FaultSession(BrokerFault fault, BrokerProcess broker, int firstSeed, int seeds, (double Least, double Most) away)
{
    private const int EventsPerSecond = 50;
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(30);
    private readonly Dictionary<long, long> _sent = [];
    private long _failed;

    /// <summary>Runs it; a row of the table for each engine.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("ctrbench-faults-").FullName;
        var name = $"faults-{fault.Name}-{Environment.ProcessId}";
        await using var transport = new KafkaTransport(
            new() { BootstrapServers = broker.Address, RunMark = "faults" }, TimeProvider.System);
        FaultEngine[] engines =
        [
            .. from twin in (string[])["microbatch", "continuous"]
               from guarantee in (string[])["at-least-once", "exactly-once"]
               select new FaultEngine(twin, guarantee, broker.Address, folder, $"{name}-events", $"{name}-{twin}-{guarantee}"),
        ];
        await transport.CreateTopicsAsync([new($"{name}-events", 1), .. engines.Select(e => new TopicSpec(e.Results, 1))], ct);
        await using var writer = await transport.OpenWriterAsync($"{name}-events", ct);
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(() => SendAsync(writer, stop.Token), ct);
        foreach (var engine in engines) engine.Start();
        await RecoverAsync(engines, transport, record: false, ct);
        var (tries, longOnes) = (0, 0);
        for (var seed = firstSeed; seed < firstSeed + seeds && !ct.IsCancellationRequested; seed++)
        {
            var random = new SeededRandom((ulong)seed);
            // Evenly on a logarithmic scale: short ones are as frequent as long ones.
            var seconds = away.Least * Math.Pow(away.Most / away.Least, random.NextBelow(1_000) / 1_000.0);
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextBelow(2_000)), CancellationToken.None);
            await fault.StrikeAsync(broker, seconds, CancellationToken.None);
            await RecoverAsync(engines, transport, record: true, CancellationToken.None);
            tries++;
            if (seconds >= 10) longOnes++;
            Console.WriteLine(FormattableString.Invariant(
                $"{fault.Name} seed {seed}: {seconds:0.0} s away, recovered after ")
                + string.Join(", ", engines.Select(e => FormattableString.Invariant($"{e.Recoveries.LastOrDefault(double.NaN):0.0} s"))));
        }

        await stop.CancelAsync();
        await sending;
        var complete = await CloseAsync(engines, transport, writer);
        return [.. await Task.WhenAll(engines.Select(engine => RowAsync(engine, tries, longOnes, complete)))];
    }

    private static async Task RecoverAsync(FaultEngine[] engines, ITransport transport, bool record, CancellationToken ct)
    {
        var over = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var waiting = engines.ToList();
        while (waiting.Count > 0)
        {
            foreach (var engine in engines) await engine.LookAsync(transport, ct);
            var seconds = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - over) / 1_000.0;
            foreach (var engine in waiting.ToList())
            {
                if (engine.LastWindowMs <= over && seconds < RecoveryLimit.TotalSeconds) continue;
                waiting.Remove(engine);
                if (engine.LastWindowMs <= over && !record) throw new InvalidOperationException($"no first window: {engine.Lines[^1]}");
                if (engine.LastWindowMs <= over) await engine.ReplaceAsync();
                else if (record) engine.Recoveries.Add(seconds);
            }

            await Task.Delay(100, ct);
        }
    }

    private async Task SendAsync(ITopicWriter writer, CancellationToken stop)
    {
        var lastMs = 0L;
        while (!stop.IsCancellationRequested)
        {
            var nowMs = Math.Max(lastMs, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            lastMs = nowMs;
            Append(writer, nowMs);
            _sent[nowMs / 1_000 * 1_000] = _sent.GetValueOrDefault(nowMs / 1_000 * 1_000) + 1;
            await writer.SubmitAsync(CancellationToken.None);
            await Task.Delay(1_000 / EventsPerSecond, CancellationToken.None);
        }

        await writer.FlushAsync(CancellationToken.None);
        _failed = writer.Counts.Failed;
    }

    // A micro-batch watermark moves with one batch and closes windows in the next (S8).
    private async Task<bool> CloseAsync(FaultEngine[] engines, ITransport transport, ITopicWriter writer)
    {
        var last = _sent.Keys.Max();
        for (var i = 1; i <= 3; i++)
        {
            Append(writer, last + i * 1_000_000);
            await writer.FlushAsync(CancellationToken.None);
            await Task.Delay(1_500);
        }

        for (var i = 0; i < 600 && engines.Any(engine => engine.LastWindowMs <= last); i++)
        {
            foreach (var engine in engines) await engine.LookAsync(transport, CancellationToken.None);
            await Task.Delay(100);
        }

        return engines.All(engine => engine.LastWindowMs > last);
    }

    private static void Append(ITopicWriter writer, long ms) => writer.Append(0, "k"u8, Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"{{\"event_type\":\"view\",\"event_time_ms\":{ms},\"producer_timestamp_ns\":{ms}000000}}")));

    private async Task<string> RowAsync(FaultEngine engine, int tries, int longOnes, bool complete)
    {
        var (lost, duplicated) = engine.Compare(_sent);
        var code = await engine.InterruptAsync(InterruptLimit);
        var waits = engine.Lines.Count(line => line.StartsWith("waiting for Kafka", StringComparison.Ordinal));
        var again = engine.Lines.Count(line => line.Contains("answers again", StringComparison.Ordinal));
        var untrue = engine.Lines.Any(line => line.Contains("does not exist", StringComparison.Ordinal));
        var right = complete && code == 0 && !untrue && engine.Ended == 0 && engine.Hung == 0 && waits >= longOnes && again == waits
            && lost == 0 && (duplicated == 0 || engine.Guarantee == "at-least-once");
        var recoveries = engine.Recoveries.Order().ToList();
        var median = recoveries.Count > 0 ? recoveries[recoveries.Count / 2] : double.NaN;
        var max = recoveries.Count > 0 ? recoveries[^1] : double.NaN;
        if (_failed > 0) Console.WriteLine($"  {_failed} events were not stored: losses may be the sender's");
        var row = FormattableString.Invariant(
            $"| {fault.Name} | {engine.Name} | {engine.Guarantee} | {tries} | {lost} | {duplicated} | {engine.Ended} | {engine.Hung} ");
        var rest = FormattableString.Invariant($"| {median:0.0} | {max:0.0} | {waits} of {longOnes} ")
            + FormattableString.Invariant($"| {(right ? "yes" : $"no (exit {code})")} |");
        await engine.DisposeAsync();
        return row + rest;
    }
}
