using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CtrBench.Engines.FlinkSql;
using CtrBench.IntegrationTests.Flink;
using CtrBench.Tests;
using CtrBench.Traffic.Kafka;

[assembly: AssemblyFixture(typeof(FlinkCluster))]

namespace CtrBench.IntegrationTests.Flink;

/// <summary>
/// The Flink of this test program, with a broker beside it: those of CTRBENCH_KAFKA, CTRBENCH_FLINK_GATEWAY and CTRBENCH_FLINK_REST, or a set
/// of its own, started when the first test asks and stopped at the end. Without either, tests that need it are skipped by name.
/// </summary>
public sealed class FlinkCluster : IAsyncDisposable
{
    private readonly Lazy<Task> _started;
    private readonly string? _kafka = Given("CTRBENCH_KAFKA");
    private readonly string? _gateway = Given("CTRBENCH_FLINK_GATEWAY");
    private readonly string? _rest = Given("CTRBENCH_FLINK_REST");
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ctrbench-it-flink-{Environment.ProcessId}");
    private readonly Dictionary<string, int> _ports = [];
    private string _engines = "";

    /// <summary>Nothing is started yet.</summary>
    public FlinkCluster() => _started = new(StartAsync);

    /// <summary>The broker.</summary>
    public KafkaSettings Kafka => new() { BootstrapServers = IsGiven ? _kafka! : $"127.0.0.1:{_ports["KAFKA_PORT"]}", RunMark = "flink-tests" };

    /// <summary>The Flink.</summary>
    public FlinkSettings Settings => new()
    {
        Gateway = new Uri(IsGiven ? _gateway! : $"http://127.0.0.1:{_ports["GATEWAY_PORT"]}"),
        Rest = new Uri(IsGiven ? _rest! : $"http://127.0.0.1:{_ports["FLINK_PORT"]}"),
        ReadyWithin = TimeSpan.FromMinutes(3),
    };

    private bool IsGiven => _kafka is not null && _gateway is not null && _rest is not null;

    /// <summary>Starts it where it is not up; skips the running test where there is none.</summary>
    public async Task UpAsync()
    {
        UnfinishedEngines.Require();
        if (!IsGiven) _engines = SharedFolder.Require("engines/engines");
        if (!IsGiven && !File.Exists(_engines))
            Assert.Skip("CTRBENCH_KAFKA, CTRBENCH_FLINK_GATEWAY and CTRBENCH_FLINK_REST are not set, and there is no shared/engines/engines to start a Flink with");
        await _started.Value;
    }

    /// <summary>As <see cref="UpAsync"/>; skips the running test unless the processes are ours to stop.</summary>
    public async Task UpForFaultsAsync()
    {
        if (IsGiven) Assert.Skip($"the Flink at {_rest} is not ours to stop: unset CTRBENCH_FLINK_REST");
        await UpAsync();
    }

    /// <summary>Kills one of kafka, jobmanager, taskmanager, gateway.</summary>
    public Task KillAsync(string process) => EnginesAsync("kill", process);

    /// <summary>Starts it again and waits until it answers.</summary>
    public Task StartAgainAsync(string process) => EnginesAsync("start", process);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsGiven || !_started.IsValueCreated) return;
        await EnginesAsync("down");
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Given(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? given : null;

    private async Task StartAsync()
    {
        if (IsGiven) return;
        // The controller listens beside the broker, the JobManager's own port lies 1000 above its REST.
        _ports["KAFKA_PORT"] = FreePort(1);
        _ports["FLINK_PORT"] = FreePort(1000);
        _ports["GATEWAY_PORT"] = FreePort(0);
        Guard();
        await EnginesAsync("up", "kafka", "flink");
    }

    // A port that is free together with the one so far above it.
    private static int FreePort(int above)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var one = new TcpListener(IPAddress.Loopback, 0);
            one.Start();
            var port = ((IPEndPoint)one.LocalEndpoint).Port;
            if (above == 0) return port;
            try
            {
                using var two = new TcpListener(IPAddress.Loopback, port + above);
                two.Start();
                return port;
            }
            catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
            {
                // The other is taken: another try.
            }
        }

        throw new InvalidOperationException("no free ports were found");
    }

    // A process that outlives this one, however it ends, and takes the engines down then.
    private void Guard()
    {
        var wait = $"while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done; \"{_engines}\" down; rm -rf \"{_folder}\"";
        using var guard = Process.Start(Configured(new ProcessStartInfo("setsid", ["bash", "-c", $"({wait}) >/dev/null 2>&1 </dev/null &"])))!;
        guard.WaitForExit();
    }

    private async Task EnginesAsync(params string[] arguments)
    {
        var start = Configured(new ProcessStartInfo(_engines, arguments) { RedirectStandardError = true, RedirectStandardOutput = true });
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"engines {string.Join(' ', arguments)} failed: {await error}");
    }

    private ProcessStartInfo Configured(ProcessStartInfo start)
    {
        start.Environment["ENGINES_DIR"] = _folder;
        foreach (var (name, port) in _ports) start.Environment[name] = port.ToString(CultureInfo.InvariantCulture);
        return start;
    }
}
