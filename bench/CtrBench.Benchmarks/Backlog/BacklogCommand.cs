using System.Diagnostics;
using CtrBench.Engines.Live;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Benchmarks.Backlog;

/// <summary>
/// Catching up a backlog of a real broker: the reader alone, with each parser, and the continuous twin as it runs live. Wall time, CPU of
/// this process, and of the broker when its process is given.
/// </summary>
internal sealed class BacklogCommand(string bootstrap, int events, int rounds, int brokerPid, string only, int maxRecords, IReadOnlyDictionary<string, string> properties)
{
    private readonly KafkaSettings _settings = new() { BootstrapServers = bootstrap, RunMark = BacklogTopic.RunMark, Properties = properties };
    private string _topic = "";

    /// <summary>Parses <c>kafka-backlog [--kafka HOST:PORT] [--events N] [--rounds N] [--broker-pid N] [--only NAME] [--max N]
    /// [--set PROPERTY=VALUE,...]</c>.</summary>
    public static BacklogCommand Parse(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : otherwise;
        return new(
            Option("--kafka", "127.0.0.1:9092"), int.Parse(Option("--events", "5000000")), int.Parse(Option("--rounds", "3")),
            int.Parse(Option("--broker-pid", "0")), Option("--only", ""), int.Parse(Option("--max", "4096")),
            Option("--set", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
    }

    /// <summary>Fills the topic where needed, measures, prints; 0 = every way counted the same.</summary>
    public async Task<int> RunAsync()
    {
        var filling = Stopwatch.StartNew();
        _topic = await BacklogTopic.EnsureAsync(bootstrap, events);
        Console.WriteLine($"topic {_topic} there after {filling.Elapsed.TotalSeconds:0.0} s");
        (string Name, Func<Task<BacklogCount>> Run)[] ways =
        [
            ("reader", () => ReadAsync(RecordDetail.ValuesOnly, null)),
            ("reader, all details", () => ReadAsync(RecordDetail.Full, null)),
            ("reader + full parser", () => ReadAsync(RecordDetail.ValuesOnly, new Utf8EventParser(Profile, new KeyTable()))),
            ("reader + layout parser", () => ReadAsync(RecordDetail.ValuesOnly, new SkeletonEventParser(Profile, new KeyTable()))),
            ("reader + continuous twin", TwinAsync),
        ];
        var wrong = 0;
        Console.WriteLine($"{"",-26} {"events/s",10} {"wall s",7} {"CPU s/M",8} {"broker CPU s/M",15} {"MB",5}");
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, run) in ways.Where(way => only.Split(',').Any(part => way.Name.Contains(part, StringComparison.Ordinal))))
            {
                using var self = Process.GetCurrentProcess();
                var (cpu, broker, wall) = (self.TotalProcessorTime, BrokerCpu(), Stopwatch.StartNew());
                var count = await run();
                wall.Stop();
                self.Refresh();
                var millions = events / 1e6;
                Console.WriteLine(
                    $"{name,-26} {events / wall.Elapsed.TotalSeconds,10:n0} {wall.Elapsed.TotalSeconds,7:0.00} "
                    + $"{(self.TotalProcessorTime - cpu).TotalSeconds / millions,8:0.000} {(BrokerCpu() - broker).TotalSeconds / millions,15:0.000} {self.PeakWorkingSet64 >> 20,5}"
                    + $"   {count}");
                if (count.Events != events) wrong++;
            }
        }
        Console.WriteLine(wrong == 0 ? "counts are right" : $"{wrong} counts are WRONG");
        return wrong == 0 ? 0 : 1;
    }

    private TimeSpan BrokerCpu()
    {
        if (brokerPid == 0) return default;
        using var broker = Process.GetProcessById(brokerPid);
        return broker.TotalProcessorTime;
    }

    private static ParseProfile Profile => TwinParseProfile.Of(EngineFamily.Continuous, new CtrQuery());

    private async Task<BacklogCount> ReadAsync(RecordDetail detail, IEventParser? parser)
    {
        await using var reader = await KafkaReader.OpenAsync(
            _settings, _topic, BacklogTopic.Partitions, null, detail, TimeProvider.System, default);
        var rows = new EventBatch(maxRecords);
        var (records, bytes, views, clicks) = (0L, 0L, 0L, 0L);
        while (records < events)
        {
            var before = records;
            for (var p = 0; p < BacklogTopic.Partitions; p++)
            {
                if (!reader.TryRead(p, maxRecords, out var batch)) continue;
                using (batch)
                {
                    records += batch.Count;
                    bytes += batch.SizeOf(0, batch.Count);
                    if (parser is null) continue;
                    parser.Parse(batch, rows);
                    foreach (var flags in rows.Flags) (views, clicks) = (views + ((int)flags & 1), clicks + ((int)flags >> 1 & 1));
                }
            }
            if (records == before) await reader.WaitToReadAsync(default);
        }
        return new(records, bytes, views, clicks);
    }

    private async Task<BacklogCount> TwinAsync()
    {
        await using var transport = new BacklogTransport(_settings, _topic);
        await transport.CreateTopicsAsync([new("results", 1)], default);
        await using var results = await transport.OpenReaderAsync("results");
        var engine = new AkkaEngine(EngineFamily.Continuous);
        await using var query = await engine.StartAsync(new(), new(transport, _topic, "results", TimeProvider.System), default);
        while (query.Progress.RecordsRead < events && !query.Completion.IsCompleted) await Task.Delay(5);
        await query.StopAsync(drain: true, default);
        var progress = query.Progress;
        return new(progress.RecordsRead, 0, progress.ResultsWritten, progress.LateDropped);
    }
}
