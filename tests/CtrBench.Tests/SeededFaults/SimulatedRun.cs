using CtrBench.Engines;
using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Tests.Engines.Checkpoints;
using CtrBench.Traffic.Transport;

namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// A query over the faults of a plan, by a user who starts it again whenever it has ended, as its errors say, until everything was read; then
/// the verdict on its results. The plain loop is the mode in which nothing but the seed decides what happens; a share of the seeds runs
/// under Akka, whose threads take turns with the same world, so that a seed shows the same there.
/// </summary>
internal sealed class SimulatedRun
{
    private const long ClosingMs = SimulatedWorld.StartMs + 10_000_000;
    private const int MostStarts = 60;
    private const string Folder = "/simulated/checkpoints";

    // Only bounds a hang.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(120);

    private readonly FaultPlan _plan;
    private readonly SimulatedWorld _world;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedBroker _broker;
    private readonly SimulatedVerdict _verdict;
    private readonly Queue<IReadOnlyList<TestRow>> _unsent = new();
    private IRunningQuery? _query;
    private long _rows;
    private int _starts;
    private bool _stopping;
    private bool _failsOnDataLoss = true;

    private SimulatedRun(FaultPlan plan, Planted planted)
    {
        (_plan, _world) = (plan, new SimulatedWorld(plan, planted));
        (_disk, _broker) = (new SimulatedDisk(_world), new SimulatedBroker(_world));
        _verdict = new SimulatedVerdict(_world, _broker, ClosingMs);
    }

    /// <summary>The run of a seed. To be called on a thread of the pool: continuations must run where they are, as nothing else may.</summary>
    public static SimulatedOutcome Of(ulong seed, Planted planted = Planted.None)
    {
        Assert.Null(SynchronizationContext.Current);
        var run = new SimulatedRun(FaultPlan.Draw(seed), planted);
        run.Run();
        return new SimulatedOutcome(run._plan, run._verdict.Named, run._verdict.Wrong, run._world.Trace, run._starts);
    }

    private void Run()
    {
        var quietMs = _plan.QuietMs + 2_000;
        _world.LimitMs = quietMs + 1_200_000;
        _broker.Begin();
        foreach (var ms in _plan.KillsMs) _world.After(ms, () => _world.Die("its wait"));
        Send(1_000, 0);
        for (var i = 0; i < 3; i++)
        {
            var eventTimeMs = ClosingMs + i * 10_000;
            _world.After(quietMs + i * 1_000, () => Store([.. Enumerable.Range(0, _broker.EventsTopic.Partitions.Count).Select(p => new TestRow(p, eventTimeMs))]));
        }

        while (!RunOnce(quietMs) && _verdict.Wrong is null && _verdict.Named is null)
        {
            _disk.Restart(_world.PowerLoss);
            _world.Revive();
            // Somebody has to see it, and to start it again.
            TryAdvance(50 + _plan.Chance(31, _starts, 1_500));
            if (_starts >= MostStarts) _verdict.Fail($"started {_starts} times and not done");
        }
    }

    /// <summary>One process; true when the query was stopped and all is done.</summary>
    private bool RunOnce(long quietMs)
    {
        _starts++;
        _stopping = false;
        if (_starts == _plan.DamageAtStart && _disk.Damage())
        {
            _world.Note("a bit of the newest checkpoint changed");
            _world.Excuses.Add(Excuse.Damage);
        }

        var starting = true;
        try
        {
            _world.Started.Reset();
            Start();
            starting = false;
            var process = _world.Process;
            _world.At(Math.Max(_world.NowTicks, (SimulatedWorld.StartMs + quietMs + 5_000) * TimeSpan.TicksPerMillisecond) + 20 * TimeSpan.TicksPerSecond, () => Stop(process));
            _world.Started.Set();
            Complete();
            if (!_stopping) _verdict.Fail("it ended by itself, without an error");
            _world.Note("stopped");
            _verdict.Judge(_query!.Progress);
            return true;
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            End(error, starting);
            return false;
        }
        finally
        {
            _world.Started.Set();
            if (_query is not null) _verdict.Read(_query.Progress);
            // What a dead process still does has no effect.
            if (_query is not null) _query.DisposeAsync().AsTask().Wait();
            _query = null;
        }
    }

    private void Start()
    {
        var query = _plan.Query with { Delivery = _plan.Query.Delivery with { FailOnDataLoss = _failsOnDataLoss } };
        var endpoints = new EngineEndpoints(_broker, SimulatedBroker.Events, SimulatedBroker.Results, new SimulatedClock(_world)) { CheckpointFolder = Folder };
        _query = _plan.Akka
            ? new AkkaEngine(_plan.Kind) { CheckpointDisk = _disk }.StartAsync(query, endpoints, CancellationToken.None).GetAwaiter().GetResult()
            : PlainShell.StartAsync(_plan.Kind, query, endpoints, _disk).GetAwaiter().GetResult();
        _world.Note("started");
    }

    private void Complete()
    {
        if (_query is PlainShell plain) plain.Run();
        var completion = _query!.Completion;
        Assert.True(completion.ContinueWith(_ => { }, TaskScheduler.Default).Wait(Hang), $"hangs: {_plan}");
        completion.GetAwaiter().GetResult();
    }

    private void Stop(int process)
    {
        if (process != _world.Process || _query is null) return;
        _world.Note("told to stop");
        _stopping = true;
        _ = _query.StopAsync(drain: false, CancellationToken.None);
        _world.Wake();
    }

    private void End(Exception error, bool starting)
    {
        if (error is CrashException || _world.IsDead) return;
        _world.Note($"{(starting ? "did not start" : "ended")}: {error.GetType().Name}: {error.Message}");
        _verdict.Explain(error, starting);
        if (error is RecordsRemovedException) _failsOnDataLoss = false;
    }

    private void TryAdvance(double ms)
    {
        try
        {
            _world.Advance(ms);
        }
        catch (CrashException)
        {
            // Killed before it was started: it is started again.
            _world.Revive();
        }
    }

    private void Send(long afterMs, int batch) => _world.After(afterMs, () =>
    {
        if (_world.ElapsedMs > _plan.TrafficMs) return;
        var nowMs = SimulatedWorld.StartMs + _world.ElapsedMs;
        var partitions = _broker.EventsTopic.Partitions.Count;
        var rows = Enumerable.Range(0, _plan.Chance(41, batch, 12)).Select(i => batch * 100L + i).Select(n => new TestRow(
            _plan.Chance(42, n, partitions), nowMs - _plan.Chance(43, n, 500), _plan.Chance(44, n, 4) == 0, $"ad-{_plan.Chance(45, n, 3)}")).ToList();
        var half = _plan.Chance(46, batch, 20) == 0 ? rows.Count / 2 : rows.Count;
        // A part of a request is stored, and the rest is sent again.
        Store([.. rows.Take(half)]);
        if (half < rows.Count) _world.After(200, () => Store([.. rows.Skip(half)]));
        Send(60 + _plan.Chance(47, batch, 240), batch + 1);
    });

    // Batches are stored in their order, and wait while any partition is away: no row is late for that.
    private void Store(IReadOnlyList<TestRow> rows)
    {
        _unsent.Enqueue(rows);
        StoreUnsent();
    }

    private void StoreUnsent()
    {
        if (_broker.AnyAwayUntil(_broker.EventsTopic) is > 0 and var until) _world.At(until, StoreUnsent);
        else while (_unsent.TryDequeue(out var rows)) Append(rows);
    }

    private void Append(IReadOnlyList<TestRow> rows)
    {
        var topic = _broker.EventsTopic;
        var fetchable = _world.NowTicks + _broker.Latency() * TimeSpan.TicksPerMillisecond;
        foreach (var row in rows)
        {
            var number = _rows++;
            var records = topic.Partitions[row.Partition].Records;
            records.Add(new SimulatedRecord(System.Text.Encoding.UTF8.GetBytes(row.Json(number)), fetchable) { Row = row, Number = number });
            // The end of a producer's transaction, which is no record.
            if (_plan.Chance(48, number, 60) == 0) records.Add(null);
        }

        _world.At(fetchable, _broker.Changed);
    }
}

/// <summary>What came of a seed.</summary>
/// <param name="Plan">Its plan.</param>
/// <param name="Named">The error with which the query ended for good, as it had to.</param>
/// <param name="Wrong">What is wrong; null: nothing.</param>
/// <param name="Trace">What happened.</param>
/// <param name="Starts">How often the query was started.</param>
internal sealed record SimulatedOutcome(FaultPlan Plan, string? Named, string? Wrong, IReadOnlyList<string> Trace, int Starts)
{
    public override string ToString() => $"{Wrong ?? Named ?? "right"}\n{Plan}\n{string.Join('\n', Trace)}";
}
