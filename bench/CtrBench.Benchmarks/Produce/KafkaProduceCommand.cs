using System.Diagnostics;
using System.Globalization;
using System.Text;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Benchmarks.Produce;

/// <summary>
/// How fast writers of a real broker are, each on a thread of its own, handing over as a producer does and never waiting for an answer until
/// the end. Wall time until all is stored, CPU of this process and of the broker, bytes allocated an event.
/// </summary>
internal sealed class KafkaProduceCommand(string bootstrap, int events, int writers, int rounds, int brokerPid)
{
    private const int Partitions = 2;
    private const int HandOverEvents = 64;

    /// <summary>Parses <c>kafka-produce [--kafka HOST:PORT] [--events N] [--writers N] [--rounds N] [--broker-pid N]</c>.</summary>
    public static KafkaProduceCommand Parse(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : otherwise;
        int Number(string name, string otherwise) => int.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);
        return new(
            Option("--kafka", "127.0.0.1:9092"), Number("--events", "2000000"), Number("--writers", "4"), Number("--rounds", "3"),
            Number("--broker-pid", "0"));
    }

    /// <summary>Measures and prints; 0 = every event was stored.</summary>
    public async Task<int> RunAsync()
    {
        await using var transport = new KafkaTransport(new() { BootstrapServers = bootstrap, RunMark = "bench" }, TimeProvider.System);
        var topic = $"bench-produce-{Environment.ProcessId}";
        var wrong = 0;
        Console.WriteLine($"{"events/s",10} {"wall s",7} {"CPU s/M",8} {"broker CPU s/M",15} {"B/event",8}");
        for (var round = 0; round < rounds; round++)
        {
            await transport.CreateTopicsAsync([new(topic, Partitions)], default);
            using var self = Process.GetCurrentProcess();
            var (cpu, broker, bytes, wall) = (self.TotalProcessorTime, BrokerCpu(), GC.GetTotalAllocatedBytes(true), Stopwatch.StartNew());
            var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(() => WriteAsync(transport, topic, w, events / writers))));
            wall.Stop();
            self.Refresh();
            var stored = counts.Sum(c => c.Stored);
            var millions = stored / 1e6;
            Console.WriteLine(
                $"{stored / wall.Elapsed.TotalSeconds,10:n0} {wall.Elapsed.TotalSeconds,7:0.00} "
                + $"{(self.TotalProcessorTime - cpu).TotalSeconds / millions,8:0.000} {(BrokerCpu() - broker).TotalSeconds / millions,15:0.000} "
                + $"{(GC.GetTotalAllocatedBytes(true) - bytes) / (double)stored,8:0}");
            if (stored != events / writers * writers) wrong++;
        }
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<WriterCounts> WriteAsync(ITransport transport, string topic, int number, int count)
    {
        // An event as the generator writes it: 297 bytes with a key of 5.
        var value = Encoding.ASCII.GetBytes(new string('x', 297));
        await using var writer = await transport.OpenWriterAsync(topic, default);
        for (var i = 1; i <= count; i++)
        {
            writer.Append((i + number) % Partitions, "ad-42"u8, value.AsSpan(0, 280 + i % 18), dueNs: 1_700_000_000_000_000_000 + i);
            if (i % HandOverEvents == 0) await writer.SubmitAsync(default);
        }
        await writer.FlushAsync(default);
        return writer.Counts;
    }

    private TimeSpan BrokerCpu()
    {
        if (brokerPid == 0) return default;
        using var broker = Process.GetProcessById(brokerPid);
        return broker.TotalProcessorTime;
    }
}
