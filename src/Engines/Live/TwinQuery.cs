using Akka.Actor;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>A running twin.</summary>
internal sealed class TwinQuery(ActorSystem system, Task stream, StopSignal stop, TwinCounters counters, ITopicReader reader,
    ITopicWriter writer)
    : IRunningQuery
{
    private bool _disposed;

    /// <inheritdoc/>
    public Task Completion { get; } = stream;

    /// <inheritdoc/>
    public QueryProgress Progress => counters.Read();

    /// <inheritdoc/>
    public async Task StopAsync(bool drain, CancellationToken ct)
    {
        stop.Request(drain);
        await Completion.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        stop.Request(drain: false);
        await ((Task)Completion.ContinueWith(_ => { }, TaskScheduler.Default)).ConfigureAwait(false);
        await reader.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        await system.Terminate().ConfigureAwait(false);
    }
}
