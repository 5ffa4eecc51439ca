using System.Globalization;
using CtrBench.IntegrationTests.Spark;

[assembly: AssemblyFixture(typeof(SparkServer))]

namespace CtrBench.IntegrationTests.Spark;

/// <summary>
/// The Spark Connect server of this test program: that of CTRBENCH_SPARK, or one of its own, started when the first test asks and stopped at
/// the end, whatever the end was like. Without either, tests that need it are skipped by name.
/// </summary>
public sealed class SparkServer : IAsyncDisposable
{
    /// <summary>The token of the strict server.</summary>
    public const string Token = "a-token-of-the-tests";

    /// <summary>How long a session of the strict server lives when nothing is asked, ms.</summary>
    public const long SessionLimitMs = 60_000;

    private readonly Lazy<Task<Uri>> _address;
    private readonly string? _given = Environment.GetEnvironmentVariable("CTRBENCH_SPARK") is { Length: > 0 } given ? given : null;
    private readonly EngineProcesses _processes = new("spark");
    private string _engines = "";
    private int _checkpoints;
    private bool _isStrict;

    /// <summary>Nothing is started yet.</summary>
    public SparkServer() => _address = new(StartAsync);

    /// <summary>Where it answers; skips the running test where there is none.</summary>
    public async Task<Uri> AddressAsync(bool inEveryGate = false)
    {
        if (!inEveryGate) LongerEngineTests.Require();
        if (_given is null) _engines = EngineProcesses.RequireScript();
        var address = await _address.Value;
        if (_isStrict) await RestartAsync("");
        return address;
    }

    /// <summary>
    /// Where it answers as a strict one, until a test asks for the plain one; skips the running test unless the server is ours to stop.
    /// </summary>
    public async Task<Uri> StrictAddressAsync()
    {
        if (_given is not null) Assert.Skip($"the server at {_given} is not ours to stop: unset CTRBENCH_SPARK");
        if (_isStrict) return await _address.Value;
        var address = await AddressAsync();
        await RestartAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"-Dspark.connect.session.manager.defaultSessionTimeout={SessionLimitMs}ms -Dspark.connect.session.manager.maintenanceInterval=1s -Dspark.connect.authenticate.token={Token}"));
        return address;
    }

    /// <summary>Where it answers; skips the running test unless the server is ours to stop.</summary>
    public async Task<Uri> AddressForFaultsAsync()
    {
        if (_given is not null) Assert.Skip($"the server at {_given} is not ours to stop: unset CTRBENCH_SPARK");
        return await AddressAsync();
    }

    /// <summary>
    /// A fresh checkpoint folder on the server's file system; skips the running test where that is not this machine's.
    /// </summary>
    public async Task<string> CheckpointFolderAsync()
    {
        if (!(await AddressAsync()).IsLoopback) Assert.Skip("the server is on another machine: there is no folder that both see");
        return Path.Combine(Path.GetTempPath(), $"ctrbench-it-checkpoint-{Environment.ProcessId}-{Interlocked.Increment(ref _checkpoints)}");
    }

    /// <summary>Kills it; what it has written stays.</summary>
    public Task KillAsync() => _processes.KillAsync("spark");

    /// <summary>Starts it again after a kill and waits until it listens.</summary>
    public Task StartAgainAsync() => _processes.StartAgainAsync("spark");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        for (; _checkpoints > 0; _checkpoints--)
        {
            var folder = Path.Combine(Path.GetTempPath(), $"ctrbench-it-checkpoint-{Environment.ProcessId}-{_checkpoints}");
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        if (_given is not null || !_address.IsValueCreated) return;
        await _processes.DownAsync();
    }

    private async Task<Uri> StartAsync()
    {
        if (_given is not null) return new Uri(_given);
        var port = _processes.SetPort("SPARK_PORT");
        await _processes.UpAsync(_engines, "spark");
        return new Uri($"http://127.0.0.1:{port}");
    }

    private async Task RestartAsync(string options)
    {
        await KillAsync();
        _processes["SPARK_OPTS"] = options;
        await StartAgainAsync();
        _isStrict = options.Length > 0;
    }
}
