using CtrBench.Engines;
using CtrBench.Engines.Live;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Producers;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Engines.Live;

/// <summary>
/// A scenario through the live shell: producers, transport, stream and collector as in a live run, all on one virtual clock that moves
/// from timer to timer. Before a tick and
/// after it, and after every event where each counts by itself, it waits until the whole pipeline has come to rest.
/// </summary>
internal sealed class LiveScenarioRun : ISentObserver
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly LiveScenario _scenario;
    private readonly VirtualClock _clock;
    private readonly ClockView _engineClock;
    private readonly ClockView _producerClock;
    private readonly bool _ticks;
    private readonly bool _eventByEvent;
    private IRunningQuery? _query;
    private ResultsCollector? _collector;
    private int _sent;

    private LiveScenarioRun(LiveScenario scenario)
    {
        _scenario = scenario;
        _clock = new VirtualClock(scenario.EngineStartMs);
        (_engineClock, _producerClock) = (new ClockView(_clock), new ClockView(_clock));
        var settings = scenario.Query.Continuous;
        _ticks = scenario.Kind == EngineFamily.MicroBatch || settings.EmitIntervalMs > 0;
        _eventByEvent = scenario.Kind == EngineFamily.Continuous && settings.EmitStrategy == EmitStrategy.OnEvent;
    }

    /// <summary>
    /// Runs it; the results go into <paramref name="resultsPath"/>. Not on a test's own context: producers send inside the call that
    /// moves the clock.
    /// </summary>
    public static Task<ScenarioOutcome> RunAsync(LiveScenario scenario, string resultsPath) =>
        Task.Run(() => new LiveScenarioRun(scenario).RunAsync(resultsPath));

    public void Sent(in ScheduledEvent sent, long sendNs) => _sent++;

    private async Task<ScenarioOutcome> RunAsync(string resultsPath)
    {
        var schedules = EventSchedules.Create(_scenario.Workload, _scenario.Query.WatermarkDelayMs);
        await using var transport = new InMemoryTransport(_clock);
        await transport.CreateTopicsAsync([new("events", _scenario.Workload.Partitions), new("results", 1)], CancellationToken.None);
        using var file = new ResultsWriter(resultsPath);
        await using var collector = _collector = new ResultsCollector(await transport.OpenReaderAsync("results"), _clock, file);
        await using var events = new EventsCollector(
            await transport.OpenReaderAsync("events"), new long[_scenario.Workload.Partitions], _scenario.Query,
            TwinParseProfile.Of(_scenario.Kind, _scenario.Query), _clock);
        await using var query = _query = await new AkkaEngine(_scenario.Kind)
            .StartAsync(_scenario.Query, new EngineEndpoints(transport, "events", "results", _engineClock), CancellationToken.None);
        using var stopCollecting = new CancellationTokenSource();
        var collecting = Task.WhenAll(collector.RunAsync(stopCollecting.Token), events.RunAsync(stopCollecting.Token));
        WaitUntilAtRest();
        var group = new ProducerGroup(transport, "events", schedules.Catalog, new AdEventFactory(schedules), _producerClock);
        var producing = group.RunAsync([.. ScenarioTraffic.Each(_scenario, schedules).Select((s, i) => new ProducerPlan($"{i}", s, this))], CancellationToken.None);
        while (_clock.IsArmed(_producerClock)) Step();
        Assert.All(await producing, result => Assert.Equal((result.Intended, true), (result.Sent, result.Completed)));
        WaitUntilAtRest();
        Finish();
        await query.StopAsync(drain: false, CancellationToken.None);
        await stopCollecting.CancelAsync();
        await collecting;
        file.Complete();
        return new ScenarioOutcome(resultsPath, query.Progress with { Batches = [], ScheduleSteps = 0, WatermarkSteps = [], LateRows = null }, query.Progress.Batches, [.. events.Windows()]);
    }

    private void Step()
    {
        var isEngine = _clock.NextOwner == _engineClock;
        if (isEngine) WaitUntilAtRest();
        _clock.FireNext();
        if (isEngine || _eventByEvent) WaitUntilAtRest();
    }

    // As a simulation ends: one more tick; or triggers until one finds nothing to do and nothing is held back.
    private void Finish()
    {
        if (!_ticks) return;
        int before;
        do
        {
            before = _query!.Progress.Batches.Count;
            Step();
        }
        while (_scenario.Kind == EngineFamily.MicroBatch && (_query.Progress.Batches.Count > before || _query.Progress.RecordsRead < _sent));
    }

    private void WaitUntilAtRest()
    {
        var spin = new SpinWait();
        var started = TimeProvider.System.GetTimestamp();
        while (!IsAtRest())
        {
            if (_query!.Completion.IsCompleted) _query.Completion.GetAwaiter().GetResult();
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"no rest at {_clock.GetUtcNow():O}: {_query.Progress}, {_sent} sent, {_collector!.Received} received");
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    // The engine arms its timer when it has nothing left to do; a continuous one has by then read what was there when it looked.
    private bool IsAtRest()
    {
        if (_ticks && !_clock.IsArmed(_engineClock)) return false;
        var progress = _query!.Progress;
        return (_scenario.Kind == EngineFamily.MicroBatch || progress.RecordsRead == _sent) && _collector!.Received == progress.ResultsWritten;
    }
}
