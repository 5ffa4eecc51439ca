using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Resources;
using CtrBench.Harness.RunModel;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Resources;

public sealed class ResourceWatchTests : IDisposable
{
    private const int Broker = 9_092;

    private readonly TemporaryFolder _temp = new();
    private List<TcpConnection>? _connections = [];

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Figures_are_those_between_the_first_look_and_the_last()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("no symbolic links to sockets on this system");
        var watch = Watch();
        _connections = [new(40_000, Broker, 1, 1_000, 500), new(Broker, 40_000, 2, 500, 1_000)];
        Put(10, user: 500, system: 100, pages: 100, sockets: [1]);
        Put(20, user: 900, system: 0, pages: 1_000, sockets: [2]);
        watch.Look(1_000);
        _connections = [new(40_000, Broker, 1, 3_000, 700), new(40_001, Broker, 3, 50, 5), new(Broker, 40_000, 2, 700, 3_000)];
        Put(10, user: 700, system: 150, pages: 300, sockets: [1, 3]);
        Put(20, user: 1_000, system: 0, pages: 1_000, sockets: [2]);
        watch.Look(3_000);
        var report = watch.Report(0.045)!;
        Assert.Equal((1_000.0, 3_000.0, 0.045), (report.FromMs, report.ToMs, report.PricePerCoreHour));
        var (own, broker) = (report.Processes[0], report.Processes[1]);
        Assert.Equal((2.0, 0.5), (own.CpuUserSeconds, own.CpuSystemSeconds));
        Assert.Equal((300L * Environment.SystemPageSize, 200L * Environment.SystemPageSize), (own.MemoryBytesMax, own.MemoryBytesMean));
        // A connection that was there before counts from its bytes then, a new one from 0.
        Assert.Equal((2_050L, 205L), (own.ToBrokerBytes, own.FromBrokerBytes));
        Assert.Equal((2_000L, 200L), (broker.ToBrokerBytes, broker.FromBrokerBytes));
    }

    [Fact]
    public void What_is_not_known_is_unknown_and_never_0()
    {
        var watch = new ResourceWatch(
            [new(RunPart.Ctrbench, "ctrbench", [10], null), new(RunPart.Broker, "broker", [], "kafka.example is not a process of this machine")],
            Broker, new ProcFiles(_temp.At(".")), () => null);
        Put(10, user: 1, system: 1, pages: 1, sockets: []);
        Assert.Null(watch.Report(null));
        watch.Look(0);
        Assert.Null(watch.Report(null));
        watch.Look(1_000);
        var report = watch.Report(null)!;
        Assert.Equal((0.0, (long?)null), (report.Processes[0].CpuUserSeconds, report.Processes[0].ToBrokerBytes));
        Assert.Equal((null, null, null), (report.Processes[1].CpuUserSeconds, report.Processes[1].MemoryBytesMax, report.Processes[1].ToBrokerBytes));
        Assert.NotNull(report.Processes[1].Missing);
    }

    [Fact]
    public void A_process_that_ended_meanwhile_makes_its_part_unknown()
    {
        var watch = Watch();
        Put(10, user: 1, system: 1, pages: 1, sockets: []);
        Put(20, user: 1, system: 1, pages: 1, sockets: []);
        watch.Look(0);
        Directory.Delete(_temp.At("20"), recursive: true);
        watch.Look(1_000);
        var broker = watch.Report(null)!.Processes[1];
        Assert.Equal((null, "a process ended or was restarted during the run"), (broker.CpuUserSeconds, broker.Missing));
    }

    [Fact]
    public void Cost_is_the_cpu_time_at_the_price_and_says_what_is_not_in_it()
    {
        var metrics = ResourceCosts.Of(Manifest(
            new ProcessUse(RunPart.Ctrbench, "ctrbench") { Pids = [1], CpuUserSeconds = 30, CpuSystemSeconds = 6, ToBrokerBytes = 400_000_000 },
            new ProcessUse(RunPart.Broker, "broker: Kafka") { Missing = "elsewhere" }))!;
        Assert.Equal((2_000_000, 100.0), (metrics.Events, metrics.Seconds));
        var own = metrics.Parts[0];
        Assert.Equal((18.0, 0.36, 200.0), (own.CpuSecondsPerMillionEvents, own.CoresMean, own.ToBrokerBytesPerEvent));
        Assert.Equal(18 / 3_600.0 * 0.05, metrics.CostPerMillionEvents!.Value, 12);
        Assert.Equal(0.36 * 730 * 0.05, metrics.CostPerMonth!.Value, 12);
        Assert.StartsWith("broker: Kafka (unknown); idle cores, memory", metrics.CostLeavesOut);
        Assert.Null(metrics.Parts[1].CpuSecondsPerMillionEvents);
        Assert.Equal(["ctrbench", "30.0 + 6.0", "18.0", "unknown", "unknown"], ResourceSummary.Cells(own));
        Assert.Equal(["broker", "unknown", "unknown", "unknown", "unknown"], ResourceSummary.Cells(metrics.Parts[1]));
        Assert.Equal(
            [
                "  user + system, over 100 s and 2,000,000 events, of", "  ctrbench; broker: Kafka", "  broker is unknown: elsewhere",
                "  CPU at 0.05/core-hour costs 0.00025 per million events, 13.14 per month at this rate",
                $"  not in it: {metrics.CostLeavesOut}",
            ],
            ResourceSummary.Notes(metrics));
    }

    [Fact]
    public void Without_a_known_part_the_cost_is_unknown()
    {
        var metrics = ResourceCosts.Of(Manifest(new ProcessUse(RunPart.Ctrbench, "ctrbench") { Missing = "no /proc" }))!;
        Assert.Equal((null, null), (metrics.CostPerMillionEvents, metrics.CostPerMonth));
        Assert.Contains("  its cost is unknown, because no CPU time is known", ResourceSummary.Notes(metrics));
        Assert.Null(ResourceCosts.Of(Manifest() with { Resources = null }));
    }

    [Theory]
    [InlineData("0.045/core-hour", 0.045)]
    [InlineData(" 0/core-hour ", 0)]
    public void A_price_is_per_core_and_hour(string text, double price) => Assert.Equal(price, PriceText.Parse("--price", text));

    [Theory]
    [InlineData("0.045", "--price 0.045: a price is per core and hour: 0.045/core-hour")]
    [InlineData("$1/core-hour", "--price $1/core-hour: the price must be a number from 0 to 1000000, without currency: 0.045/core-hour")]
    [InlineData("-1/core-hour", "--price -1/core-hour: the price must be a number")]
    public void Other_prices_are_refused(string text, string start) =>
        Assert.StartsWith(start, Assert.Throws<UsageException>(() => PriceText.Parse("--price", text)).Message);

    [Fact]
    public void The_kernel_counts_the_bytes_of_a_connection_at_both_ends()
    {
        if (TcpBytes.Read() is null) Assert.Skip("this system does not count the bytes of connections");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        using var server = listener.AcceptTcpClient();
        client.GetStream().Write(new byte[10_000]);
        server.GetStream().ReadExactly(new byte[10_000]);
        // The answer brings what the client's kernel waits for: that all its bytes arrived.
        server.GetStream().Write(new byte[1]);
        client.GetStream().ReadExactly(new byte[1]);
        var all = TcpBytes.Read()!;
        // Opening a connection counts as a byte.
        Assert.InRange(Assert.Single(all, c => c.RemotePort == port).SentBytes, 10_000, 10_001);
        Assert.Equal(10_000, Assert.Single(all, c => c.LocalPort == port).ReceivedBytes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void An_error_of_the_kernel_is_no_answer(ushort type)
    {
        var answer = new byte[36];
        BinaryPrimitives.WriteInt32LittleEndian(answer, answer.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(answer.AsSpan(4), type);
        Assert.False(TcpBytes.Parse(answer, [], out _));
    }

    private ResourceWatch Watch() => new(
        [new(RunPart.Ctrbench, "ctrbench", [10], null), new(RunPart.Broker, "broker", [20], null)], Broker, new ProcFiles(_temp.At(".")),
        () => _connections);

    private static RunManifest Manifest(params ProcessUse[] processes) => new()
    {
        RunId = "run",
        Engine = EngineId.MicroBatch,
        Workload = new Workload(),
        Query = new CtrQuery(),
        Collector = new CollectorReport { EventsStored = 2_000_000 },
        Resources = new ResourceReport(0, 100_000, processes) { PricePerCoreHour = 0.05 },
    };

    private void Put(int pid, int user, int system, int pages, int[] sockets)
    {
        var folder = _temp.At(pid.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(Path.Combine(folder, "fd"));
        File.WriteAllText(Path.Combine(folder, "stat"), $"{pid} (x) S 1 1 1 0 -1 0 0 0 0 0 {user} {system} 0 0 20 0 1 0 5 6 {pages} 0");
        foreach (var inode in sockets)
        {
            var link = Path.Combine(folder, "fd", inode.ToString(CultureInfo.InvariantCulture));
            if (!Path.Exists(link) && new FileInfo(link).LinkTarget is null) File.CreateSymbolicLink(link, $"socket:[{inode}]");
        }
    }
}
