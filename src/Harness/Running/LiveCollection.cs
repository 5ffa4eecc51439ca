using CtrBench.Engines.Emulation;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>What a live run writes down while it goes on: both topics through their collectors, and the engine's own reports.</summary>
internal sealed class LiveCollection : IAsyncDisposable
{
    private readonly EventsCollector _events;
    private readonly ResultsCollector _results;
    private readonly ResultsWriter _resultsFile;
    private readonly JsonLinesWriter<ProgressEntry> _progressFile;
    private readonly ProgressRecorder _recorder;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts to read the topics of <paramref name="endpoints"/> into these files, which stay their owner's.</summary>
    public LiveCollection(RunPlan plan, EngineEndpoints endpoints, ResultsWriter resultsFile, JsonLinesWriter<ProgressEntry> progressFile)
    {
        var kind = plan.Engine == EngineCatalog.MicroBatch ? TwinKind.MicroBatch : TwinKind.Continuous;
        var (transport, eventsTopic, resultsTopic, clock) = endpoints;
        (_resultsFile, _progressFile) = (resultsFile, progressFile);
        _events = new EventsCollector(transport, eventsTopic, plan.Workload.Partitions, plan.Query, TwinParseProfile.Of(kind, plan.Query));
        _results = new ResultsCollector(transport, resultsTopic, clock, resultsFile);
        _recorder = new ProgressRecorder(progressFile, clock);
        Reading = Task.WhenAll(Task.Run(() => ReadAsync(_events.RunAsync)), Task.Run(() => ReadAsync(_results.RunAsync)));
    }

    /// <summary>Ends after <see cref="StopAsync"/>; faults before it when a collector fails.</summary>
    public Task Reading { get; }

    /// <summary>What fits in no window; after <see cref="StopAsync"/>.</summary>
    public CollectorReport Report => _events.Report();

    /// <summary>Records of the results topic that were no results, the first few of them; after <see cref="StopAsync"/>.</summary>
    public IReadOnlyList<string> Faults => _results.Faults;

    /// <summary>Takes what is new in the engine's reports.</summary>
    public void Take(QueryProgress progress) => _recorder.Take(progress);

    /// <summary>Reads both topics to the end of what they hold, then no further.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Reading;
    }

    /// <summary>Gives the files their names; after <see cref="StopAsync"/>.</summary>
    public void Complete(RunFolder folder, QueryProgress last)
    {
        _recorder.TakeLast(last);
        _resultsFile.Complete();
        _progressFile.Complete();
        using var expected = folder.WriteExpected();
        foreach (var window in _events.Windows()) expected.Write(window);
        expected.Complete();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        await _results.DisposeAsync();
        _stop.Dispose();
    }

    // Without one of them the run is lost: the other ends too, so that the run is told at once.
    private async Task ReadAsync(Func<CancellationToken, Task> collector)
    {
        try
        {
            await collector(_stop.Token);
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }
}
