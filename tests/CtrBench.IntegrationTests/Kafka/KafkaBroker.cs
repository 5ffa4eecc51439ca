using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CtrBench.IntegrationTests.Kafka;
using CtrBench.Tests;

[assembly: AssemblyFixture(typeof(KafkaBroker))]

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>
/// The broker of this test program: that of CTRBENCH_KAFKA, or one of its own, started when the first test asks and stopped at the end,
/// whatever the end was like. Without either, tests that need it are skipped by name.
/// </summary>
public sealed class KafkaBroker : IAsyncDisposable
{
    private readonly Lazy<Task<string>> _address;
    private readonly string? _given = Environment.GetEnvironmentVariable("CTRBENCH_KAFKA") is { Length: > 0 } given ? given : null;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ctrbench-it-kafka-{Environment.ProcessId}");
    private string _engines = "";
    private int _port;

    /// <summary>Nothing is started yet.</summary>
    public KafkaBroker() => _address = new(StartAsync);

    /// <summary>Where it answers; skips the running test where there is none.</summary>
    public async Task<string> AddressAsync()
    {
        if (_given is null) _engines = SharedFolder.Require("engines/engines");
        if (_given is null && !File.Exists(_engines)) Assert.Skip("CTRBENCH_KAFKA is not set, and there is no shared/engines/engines to start a broker with");
        return await _address.Value;
    }

    /// <summary>Where it answers; skips the running test unless the broker is ours to stop.</summary>
    public async Task<string> AddressForFaultsAsync()
    {
        if (_given is not null) Assert.Skip($"the broker at {_given} is not ours to stop: unset CTRBENCH_KAFKA");
        return await AddressAsync();
    }

    /// <summary>The broker's process.</summary>
    public int ProcessId => int.Parse(File.ReadAllText(Path.Combine(_folder, "run", "kafka.pid")), CultureInfo.InvariantCulture);

    /// <summary>Stops it in its tracks; it keeps its connections.</summary>
    public Task PauseAsync() => EnginesAsync("pause", "kafka");

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => EnginesAsync("resume", "kafka");

    /// <summary>Kills it; its files stay.</summary>
    public Task KillAsync() => EnginesAsync("kill", "kafka");

    /// <summary>Starts it again after a kill and waits until it listens.</summary>
    public Task StartAgainAsync() => EnginesAsync("start", "kafka");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_given is not null || !_address.IsValueCreated) return;
        await EnginesAsync("down");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> StartAsync()
    {
        if (_given is not null) return _given;
        _port = FreePair();
        Guard();
        await EnginesAsync("up", "kafka");
        return $"127.0.0.1:{_port}";
    }

    /// <summary>Two free ports in a row: the broker's and its controller's.</summary>
    private static int FreePair()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var one = new TcpListener(IPAddress.Loopback, 0);
            one.Start();
            var port = ((IPEndPoint)one.LocalEndpoint).Port;
            try
            {
                using var two = new TcpListener(IPAddress.Loopback, port + 1);
                two.Start();
                return port;
            }
            catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
            {
                // The next one is taken: another pair.
            }
        }

        throw new InvalidOperationException("no two free ports in a row were found");
    }

    /// <summary>A process that outlives this one, however it ends, and takes the broker down then.</summary>
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
        start.Environment["KAFKA_PORT"] = _port.ToString(CultureInfo.InvariantCulture);
        return start;
    }
}
