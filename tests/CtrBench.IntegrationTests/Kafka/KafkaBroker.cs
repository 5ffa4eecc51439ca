using CtrBench.IntegrationTests.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

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
    private readonly EngineProcesses _processes = new("kafka");
    private string _engines = "";

    /// <summary>Nothing is started yet.</summary>
    public KafkaBroker() => _address = new(StartAsync);

    /// <summary>Where it answers; skips the running test where there is none.</summary>
    public async Task<string> AddressAsync()
    {
        if (_given is null) _engines = EngineProcesses.RequireScript();
        return await _address.Value;
    }

    /// <summary>Where it answers; skips the running test unless the broker is ours to stop.</summary>
    public async Task<string> AddressForFaultsAsync()
    {
        if (_given is not null) Assert.Skip($"the broker at {_given} is not ours to stop: unset CTRBENCH_KAFKA");
        return await AddressAsync();
    }

    /// <summary>Stops it in its tracks; it keeps its connections.</summary>
    public Task PauseAsync() => _processes.PauseAsync("kafka");

    /// <summary>Lets it go on, and waits until it answers.</summary>
    public async Task ResumeAsync()
    {
        await _processes.ResumeAsync("kafka");
        await AnswerAsync(await _address.Value);
    }

    /// <summary>Kills it; its files stay.</summary>
    public Task KillAsync() => _processes.KillAsync("kafka");

    /// <summary>Starts it again after a kill and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        await EvenIfSlowAsync(_processes.StartAgainAsync("kafka"));
        await AnswerAsync(await _address.Value);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_given is not null || !_address.IsValueCreated) return;
        await _processes.DownAsync();
    }

    // The script gives up after a minute; what it started goes on.
    private static async Task EvenIfSlowAsync(Task starting)
    {
        try
        {
            await starting;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("did not answer within", StringComparison.Ordinal))
        {
            // It is waited for by whoever needs an answer.
        }
    }

    // On a busy machine this takes longer than a client waits for one answer.
    private static async Task AnswerAsync(string address)
    {
        using var admin = new KafkaAdmin(new() { BootstrapServers = address }, TimeProvider.System);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (true)
        {
            try
            {
                await Task.Run(() => admin.Metadata(limit.Token));
                return;
            }
            catch (TransportException) when (!limit.IsCancellationRequested)
            {
                // Not yet.
            }
        }
    }

    private async Task<string> StartAsync()
    {
        if (_given is not null) return _given;
        // The controller listens beside the broker.
        var port = _processes.SetPort("KAFKA_PORT", above: 1);
        await EvenIfSlowAsync(_processes.UpAsync(_engines, "kafka"));
        await AnswerAsync($"127.0.0.1:{port}");
        return $"127.0.0.1:{port}";
    }
}
