using System.Runtime.ExceptionServices;
using Akka.Actor;

namespace CtrBench.Engines.Live;

/// <summary>A running query of <see cref="AkkaEngine"/>: the stream's end is its own.</summary>
internal sealed class AkkaQuery(ActorSystem system, Task stream, TwinRun run) : IRunningQuery
{
    private bool _disposed;

    /// <inheritdoc/>
    public Task Completion { get; } = EndOf(stream);

    /// <inheritdoc/>
    public QueryProgress Progress => run.Counters.Read();

    /// <inheritdoc/>
    public async Task StopAsync(bool drain, CancellationToken ct)
    {
        run.Input.Stop.Request(drain ? StopKind.Drain : StopKind.Now);
        await Completion.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>It waits for nothing that may never come: a drain under way is cut short, results that find no room are given up.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await run.GiveUpAsync().ConfigureAwait(false);
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await run.DisposeAsync().ConfigureAwait(false);
        await system.Terminate().ConfigureAwait(false);
    }

    // The stream wraps the error of a task that it awaited.
    private static async Task EndOf(Task stream)
    {
        try
        {
            await stream.ConfigureAwait(false);
        }
        catch (AggregateException wrapped) when (wrapped.InnerExceptions is [var original])
        {
            ExceptionDispatchInfo.Throw(original);
        }
    }
}
