using System.Diagnostics;
using System.Globalization;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Benchmarks.Faults;

/// <summary>Something that happens to a broker while engines run. Another kind of fault is another one of these.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="StrikeAsync">Does it, with the seconds that it lasts, and returns when it is over.</param>
internal sealed record BrokerFault(string Name, Func<BrokerProcess, double, CancellationToken, Task> StrikeAsync)
{
    /// <summary>All faults, by their names.</summary>
    public static readonly IReadOnlyList<BrokerFault> All =
    [
        new("kill", async (broker, seconds, ct) =>
        {
            await broker.ScriptAsync("kill", "kafka");
            await WaitAsync(seconds, ct);
            await broker.StartAsync(ct);
        }),
        new("pause", async (broker, seconds, ct) =>
        {
            await broker.ScriptAsync("pause", "kafka");
            await WaitAsync(seconds, ct);
            await broker.ScriptAsync("resume", "kafka");
        }),
        new("restart", async (broker, seconds, ct) =>
        {
            await broker.TerminateAsync(ct);
            await WaitAsync(seconds, ct);
            await broker.StartAsync(ct);
        }),
    ];

    private static Task WaitAsync(double seconds, CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(seconds), ct);
}

/// <summary>
/// A broker that a script starts and stops: its path in CTRBENCH_ENGINES_SCRIPT, its folder in ENGINES_DIR, its port in KAFKA_PORT. The script has
/// the commands <c>kill|pause|resume|start kafka</c>, and keeps the process id in <c>run/kafka.pid</c>.
/// </summary>
internal sealed class BrokerProcess
{
    private readonly string _script = Variable("CTRBENCH_ENGINES_SCRIPT");
    private readonly string _folder = Variable("ENGINES_DIR");

    /// <summary>Where it answers.</summary>
    public string Address { get; } = $"127.0.0.1:{Variable("KAFKA_PORT")}";

    /// <summary>Runs the script.</summary>
    public async Task ScriptAsync(params string[] arguments)
    {
        if (await RunAsync(arguments) is not 0 and var code)
            throw new InvalidOperationException($"{_script} {string.Join(' ', arguments)}: {code}");
    }

    /// <summary>Starts it, and waits until it answers: on a busy machine longer than the script does.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await RunAsync("start", "kafka");
        using var admin = new KafkaAdmin(new() { BootstrapServers = Address }, TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        while (true)
        {
            try
            {
                await Task.Run(() => admin.Metadata(limit.Token), limit.Token);
                return;
            }
            catch (TransportException)
            {
                // Not yet.
            }
        }
    }

    /// <summary>Asks it to end in order, and waits until it has.</summary>
    public async Task TerminateAsync(CancellationToken ct)
    {
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "run", "kafka.pid"), ct), CultureInfo.InvariantCulture);
        using var broker = Process.GetProcessById(id);
        using var kill = Process.Start("kill", ["-TERM", $"{id}"])!;
        await kill.WaitForExitAsync(ct);
        await broker.WaitForExitAsync(ct).WaitAsync(TimeSpan.FromMinutes(2), ct);
    }

    private async Task<int> RunAsync(params string[] arguments)
    {
        // The broker inherits the streams: nothing waits for their end.
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", "\"$0\" \"$@\" >/dev/null 2>&1", _script, .. arguments]))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value : throw new InvalidOperationException($"{name} is not set: see docs/faults.md");
}
