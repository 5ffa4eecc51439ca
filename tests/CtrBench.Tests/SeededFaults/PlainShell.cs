using CtrBench.Engines;
using CtrBench.Engines.Checkpoints;
using CtrBench.Engines.Live;
using CtrBench.Windows;

namespace CtrBench.Tests.SeededFaults;

/// <summary>A twin's run without Akka: a loop on the thread that starts it, which in a simulated world never has to wait.</summary>
internal sealed class PlainShell : IRunningQuery
{
    private readonly TwinRun _run;

    private PlainShell(TwinRun run) => _run = run;

    public Task Completion { get; private set; } = Task.CompletedTask;

    public QueryProgress Progress => _run.Counters.Read();

    public static async Task<PlainShell> StartAsync(EngineFamily kind, CtrQuery query, EngineEndpoints endpoints, IDisk disk) =>
        new(await TwinRun.OpenAsync(kind, query, endpoints, null, disk, CancellationToken.None).ConfigureAwait(false));

    /// <summary>Runs it to its end.</summary>
    public void Run()
    {
        Completion = RunAsync();
        Assert.True(Completion.IsCompleted, "the engine waits for something that is not of the simulated world");
    }

    public Task StopAsync(bool drain, CancellationToken ct)
    {
        _run.Input.Stop.Request(drain ? StopKind.Drain : StopKind.Now);
        return Completion;
    }

    public async ValueTask DisposeAsync()
    {
        await _run.GiveUpAsync();
        await _run.DisposeAsync();
    }

    private async Task RunAsync()
    {
        await foreach (var step in _run.Steps.ConfigureAwait(false)) await _run.Runner.StoreAsync(_run.Runner.Run(step)).ConfigureAwait(false);
    }
}
