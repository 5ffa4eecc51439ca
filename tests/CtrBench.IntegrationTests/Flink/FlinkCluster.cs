using CtrBench.Engines.FlinkSql;
using CtrBench.IntegrationTests.Flink;
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
    private readonly EngineProcesses _processes = new("flink");
    private string _engines = "";

    /// <summary>Nothing is started yet.</summary>
    public FlinkCluster() => _started = new(StartAsync);

    /// <summary>The broker.</summary>
    internal KafkaSettings Kafka => new() { BootstrapServers = IsGiven ? _kafka! : $"127.0.0.1:{_processes["KAFKA_PORT"]}", RunMark = "flink-tests" };

    /// <summary>The Flink.</summary>
    internal FlinkSettings Settings => new()
    {
        Gateway = new Uri(IsGiven ? _gateway! : $"http://127.0.0.1:{_processes["GATEWAY_PORT"]}"),
        Rest = new Uri(IsGiven ? _rest! : $"http://127.0.0.1:{_processes["FLINK_PORT"]}"),
        ReadyWithin = TimeSpan.FromMinutes(3),
    };

    private bool IsGiven => _kafka is not null && _gateway is not null && _rest is not null;

    /// <summary>Starts it where it is not up; skips the running test where there is none.</summary>
    public async Task UpAsync(bool inEveryGate = false)
    {
        if (!inEveryGate) LongerEngineTests.Require();
        if (!IsGiven) _engines = EngineProcesses.RequireScript();
        await _started.Value;
    }

    /// <summary>As <see cref="UpAsync"/>; skips the running test unless the processes are ours to stop.</summary>
    public async Task UpForFaultsAsync()
    {
        if (IsGiven) Assert.Skip($"the Flink at {_rest} is not ours to stop: unset CTRBENCH_FLINK_REST");
        await UpAsync();
    }

    /// <summary>Kills one of kafka, jobmanager, taskmanager, gateway.</summary>
    public Task KillAsync(string process) => _processes.KillAsync(process);

    /// <summary>Stops one in its tracks; it keeps its connections.</summary>
    public Task PauseAsync(string process) => _processes.PauseAsync(process);

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync(string process) => _processes.ResumeAsync(process);

    /// <summary>Starts it again and waits until it answers.</summary>
    public Task StartAgainAsync(string process) => _processes.StartAgainAsync(process);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsGiven || !_started.IsValueCreated) return;
        await _processes.DownAsync();
    }

    private static string? Given(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? given : null;

    // A JobManager shows no new metrics while it waits for a TaskManager that was killed; 10 minutes by default.
    private void SetJava()
    {
        if (OperatingSystem.IsWindows()) return;
        var java = Path.Combine(Directory.CreateDirectory(_processes.Folder).FullName, "java");
        var program = Environment.GetEnvironmentVariable("JAVA") is { Length: > 0 } given ? given : "java";
        File.WriteAllText(java, $"""
            #!/bin/sh
            case "$*" in *StandaloneSession*) set -- "$@" -Dweb.timeout=5000 ;; esac
            exec {program} "$@"

            """);
        File.SetUnixFileMode(java, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _processes["JAVA"] = java;
    }

    private async Task StartAsync()
    {
        if (IsGiven) return;
        // The controller listens beside the broker, the JobManager's own port lies 1000 above its REST.
        _processes.SetPort("KAFKA_PORT", above: 1);
        _processes.SetPort("FLINK_PORT", above: 1000);
        _processes.SetPort("GATEWAY_PORT");
        SetJava();
        await _processes.UpAsync(_engines, "kafka", "flink");
    }
}
