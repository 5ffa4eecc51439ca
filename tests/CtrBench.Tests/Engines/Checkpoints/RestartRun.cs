using CtrBench.Engines;
using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Tests.Engines.Live;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>
/// A scenario through the live shell on a virtual clock, over as many runs as the crash plan makes of it: whenever a run dies, the next
/// starts on the same topics and the same checkpoint folder.
/// </summary>
internal sealed class RestartRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly RestartScenario _scenario;
    private readonly string _folder;
    private readonly CrashPlan _plan;
    private readonly VirtualClock _clock = new(RestartScenario.StartMs);
    private readonly ClockView _engineClock;
    private readonly InMemoryTransport _transport;
    private readonly List<TestRow> _rows = [];
    private ITopicWriter? _events;
    private ITopicReader? _keepsEvents;
    private ITopicReader? _results;
    private IRunningQuery? _query;

    private RestartRun(RestartScenario scenario, string folder, CrashPlan plan)
    {
        (_scenario, _folder, _plan) = (scenario, folder, plan);
        _engineClock = new ClockView(_clock);
        _transport = new InMemoryTransport(_clock);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<RestartOutcome> RunAsync(RestartScenario scenario, string folder, CrashPlan plan) => Task.Run(async () =>
    {
        await using var run = new RestartRun(scenario, folder, plan);
        return await run.RunAsync();
    });

    public async ValueTask DisposeAsync()
    {
        if (_query is not null) await _query.DisposeAsync();
        await _transport.DisposeAsync();
    }

    private async Task<RestartOutcome> RunAsync()
    {
        await _transport.CreateTopicsAsync([new("events", _scenario.Partitions), new("results", 1)], CancellationToken.None);
        _events = await _transport.OpenWriterAsync("events", CancellationToken.None);
        _keepsEvents = await _transport.OpenReaderAsync("events");
        _results = await _transport.OpenReaderAsync("results");
        await StartAsync();
        foreach (var flush in _scenario.Flushes) await SendAsync(flush);
        var rows = _rows.ToList();
        for (var i = 0; i < 3; i++) await SendAsync([.. _scenario.Closing(i)]);
        while (_query!.Progress.RecordsRead < _rows.Count) await GoOnAsync(100);
        await GoOnAsync(500);
        while (!await TryStopAsync()) await StartAsync();
        var (stored, results) = ReadResults();
        return new RestartOutcome(rows, results, _query.Progress, _rows.Count, stored, _plan.Steps, _plan.Crashes);
    }

    private async Task StartAsync()
    {
        while (true)
        {
            if (_query is not null) await _query.DisposeAsync();
            _query = null;
            _plan.Revive();
            try
            {
                var endpoints = new EngineEndpoints(new CrashingTransport(_transport, _plan), "events", "results", _engineClock) { CheckpointFolder = _folder };
                _query = await new AkkaEngine(_scenario.Kind) { CheckpointPass = () => _plan.Pass("checkpoint") }.StartAsync(_scenario.Query, endpoints, CancellationToken.None);
                if (await RestsAsync()) return;
            }
            catch (CrashException)
            {
                // Dead before it had begun: the next.
            }
        }
    }

    private async Task SendAsync(IReadOnlyList<TestRow> rows)
    {
        foreach (var row in rows)
        {
            _events!.Append(row.Partition, row.Ad, row.Json(_rows.Count));
            _rows.Add(row);
        }

        await _events!.FlushAsync(CancellationToken.None);
        if (!await RestsAsync()) await StartAsync();
        await GoOnAsync(250);
    }

    private async Task GoOnAsync(long ms)
    {
        var untilMs = _clock.GetUtcNow().ToUnixTimeMilliseconds() + ms;
        while (_clock.GetUtcNow().ToUnixTimeMilliseconds() < untilMs)
        {
            _clock.FireNext();
            if (!await RestsAsync()) await StartAsync();
        }
    }

    private async Task<bool> TryStopAsync()
    {
        try
        {
            await _query!.StopAsync(drain: false, CancellationToken.None);
            return true;
        }
        catch (CrashException)
        {
            return false;
        }
    }

    // The engine has nothing left to do until its timer: true. It is dead: false.
    private async Task<bool> RestsAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var spin = new SpinWait(); ; spin.SpinOnce(sleep1Threshold: -1))
        {
            if (_query!.Completion.IsCompleted)
            {
                await Assert.ThrowsAsync<CrashException>(() => _query.Completion);
                return false;
            }

            if (_clock.IsArmed(_engineClock) && (_scenario.Kind == EngineFamily.MicroBatch || _query.Progress.RecordsRead == _rows.Count)) return true;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"no rest: {_query.Progress} of {_rows.Count}, {_scenario}");
        }
    }

    private (long Stored, IReadOnlyList<ReceivedResult> Results) ReadResults()
    {
        var results = new List<ReceivedResult>();
        while (_results!.TryRead(0, 1_000, out var batch))
        {
            using (batch) results.AddRange(Enumerable.Range(0, batch.Count).Select(i => WindowResultJson.Read(batch.Value(i), out _)!));
        }

        return (results.Count, [.. results.Where(r => r.WindowStartMs < RestartScenario.StartMs + 100_000)]);
    }
}
