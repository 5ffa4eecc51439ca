using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Running;

/// <summary>Both topics into the files of a run, each through its collector.</summary>
internal sealed class LiveCollection : IAsyncDisposable
{
    private readonly EventsCollector _events;
    private readonly ResultsCollector _results;
    private readonly ResultsWriter _resultsFile;
    /// <summary>How long an interrupted collection may wait for a broker that does not answer.</summary>
    private static readonly TimeSpan GiveUpTimeout = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp;
    private readonly CancellationTokenRegistration _interrupt;
    private int _hurries;

    private LiveCollection(
        EventsCollector events, ResultsCollector results, ResultsWriter resultsFile, CancellationTokenSource giveUp,
        CancellationToken interrupt)
    {
        (_events, _results, _resultsFile, _giveUp) = (events, results, resultsFile, giveUp);
        _interrupt = interrupt.Register(GiveUpSoon);
        Reading = Task.WhenAll(Task.Run(() => ReadAsync(_events.RunAsync)), Task.Run(() => ReadAsync(_results.RunAsync)));
    }

    /// <summary>Starts to read the topics, from their oldest records on, into a file that stays its owner's.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="engine">Whose results they are.</param>
    /// <param name="query">The query.</param>
    /// <param name="clock">The clock of T1.</param>
    /// <param name="resultsFile">results.csv.</param>
    /// <param name="ct">The interrupt: gives up the opening, and later limits how long the end of the topics is waited for.</param>
    /// <param name="from">Where a collection of topics that others fill begins; null for a run's own topics.</param>
    /// <param name="keepEvents">Opens events.csv; null: the events are not kept.</param>
    /// <param name="onReceived">Told how many results have come whenever some have.</param>
    public static async Task<LiveCollection> OpenAsync(
        RunTopics topics, EngineId engine, CtrQuery query, TimeProvider clock, ResultsWriter resultsFile, CancellationToken ct,
        CollectionStart? from = null, Action<long>? onReceived = null, Func<KeyTable, EventsWriter>? keepEvents = null)
    {
        var events = await topics.Transport.OpenReaderAsync(topics.EventsTopic, from?.Events, ct: ct);
        try
        {
            var oldest = Oldest(events, topics.EventsPartitions);
            var results = await topics.Transport.OpenResultsReaderAsync(topics.ResultsTopic, from?.Results, ct: ct);
            var giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
            return new LiveCollection(
                new EventsCollector(
                    events, from?.Events ?? oldest, query, TwinParseProfile.Of(engine.Family, query), clock)
                {
                    RemovedBefore = from?.Events is null ? oldest.Sum() : 0,
                    Keep = keepEvents,
                    GiveUp = giveUp.Token,
                },
                new ResultsCollector(results, clock, resultsFile, from) { OnReceived = onReceived, GiveUp = giveUp.Token }, resultsFile,
                giveUp, ct);
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
    }

    // What was gone before the start is not a loss of this run. Positions pass over offsets that never held a record.
    private static long[] Oldest(ITopicReader events, int partitions) =>
        [.. Enumerable.Range(0, partitions).Select(p => events.State?.FirstKept[p] ?? events.Position(p))];

    /// <summary>Ends after <see cref="StopAsync"/>; faults before it when a collector fails.</summary>
    public Task Reading { get; }

    /// <summary>Results received so far. Another thread may see an older number.</summary>
    public long Received => _results.Received;

    /// <summary>What fits in no window; after <see cref="StopAsync"/>.</summary>
    public CollectorReport Report
    {
        get
        {
            var events = _events.Report();
            return events with
            {
                ForeignRecords = events.ForeignRecords + _results.Foreign,
                ResultsMalformed = _results.Malformed,
                ResultsBefore = _results.Before,
                ResultsWithoutAppendTime = _results.Untimed,
            };
        }
    }

    /// <summary>Records of the results topic that were no results, the first few of them; after <see cref="StopAsync"/>.</summary>
    public IReadOnlyList<string> Faults => _results.Faults;

    /// <summary>Reads both topics to the end of what they hold, then no further.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Reading;
        _events.CompleteFile();
    }

    /// <summary>From now on a broker that does not answer is waited for only a short time.</summary>
    public void GiveUpSoon()
    {
        if (Interlocked.Exchange(ref _hurries, 1) == 0) _giveUp.CancelAfter(GiveUpTimeout);
    }

    /// <summary>
    /// Gives the files their names; after <see cref="StopAsync"/>. The start of the first window, epoch ms; null without any.
    /// </summary>
    public long? Complete(RunFolder folder, long fromMs = long.MinValue)
    {
        _resultsFile.Complete();
        using var expected = folder.WriteExpected();
        long? first = null;
        foreach (var window in _events.Windows().Where(window => window.WindowStartMs >= fromMs))
        {
            first ??= window.WindowStartMs;
            expected.Write(window);
        }

        expected.Complete();
        return first;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _interrupt.DisposeAsync();
        await _stop.CancelAsync();
        // What a collection that was not stopped by now would still read is not kept.
        await _giveUp.CancelAsync();
        await Reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        await _results.DisposeAsync();
        _stop.Dispose();
        _giveUp.Dispose();
    }

    // Without one of them the run is lost: the other ends too, so that the run fails at once.
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

/// <summary>Where a collection of topics that others fill begins.</summary>
/// <param name="PresentResults">
/// The end of every partition of the results topic when the collector started: earlier results arrived before it was there.
/// </param>
internal sealed record CollectionStart(IReadOnlyList<long> PresentResults)
{
    /// <summary>Start offset of every partition of the events topic; null for the oldest record.</summary>
    public IReadOnlyList<long>? Events { get; init; }

    /// <summary>Start offset of every partition of the results topic; null for the oldest record.</summary>
    public IReadOnlyList<long>? Results { get; init; }

    /// <summary>Windows that start before may have lost events to the start, and are left out on both sides. Epoch ms.</summary>
    public long FirstWindowMs { get; init; } = long.MinValue;
}
