using CtrBench.Engines;

namespace CtrBench.Tests.Harness.Running;

/// <summary>A query whose stop waits for a broker that is away, until <see cref="Return"/>.</summary>
internal sealed class StuckQuery : IRunningQuery
{
    private readonly TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _back.Task;

    public QueryProgress Progress { get; } = new() { ResultsWritten = 1_234 };

    public Task StopAsync(bool drain, CancellationToken ct) => Completion.WaitAsync(ct);

    public void Return() => _back.SetResult();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
