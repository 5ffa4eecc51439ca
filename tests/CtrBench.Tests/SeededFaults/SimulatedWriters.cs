using Confluent.Kafka;
using CtrBench.Tests.Engines.Checkpoints;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.SeededFaults;

/// <summary>Writes results at least once.</summary>
internal sealed class SimulatedWriter(SimulatedBroker broker, SimulatedLog results) : ITopicWriter
{
    private readonly List<byte[]> _pending = [];
    private readonly SimulatedWorld _world = broker.World;

    public WriterCounts Counts { get; private set; }

    public IReadOnlyList<string> FailureReasons => ["rejected by the plan"];

    public void Append(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool tombstone = false, long dueNs = 0) => _pending.Add(value.ToArray());

    public ValueTask SubmitAsync(CancellationToken ct) => FlushAsync(ct);

    public ValueTask FlushAsync(CancellationToken ct)
    {
        _world.Pass("before a flush");
        if (_world.Planted == Planted.CheckpointBeforeResults)
        {
            List<byte[]> later = [.. _pending];
            _pending.Clear();
            var process = _world.Process;
            _world.After(300, () => StoreLater(later, process));
            return ValueTask.CompletedTask;
        }

        _world.Advance(broker.Latency());
        if (!broker.Answers(SimulatedBroker.TimeoutMs, () => broker.AwayUntil(null))) Reject();
        var fault = broker.Next(Call.Flush);
        if (fault is not null) Store(_pending.Count / 2);
        if (fault is { Outcome: Outcome.Rejected })
        {
            _world.Excuses.Add(Excuse.Rejected);
            Reject();
        }
        else if (fault is not null)
        {
            _world.Pass("in a flush");
            _world.Advance(fault.Value.LaterMs / 5.0);
        }

        Store(_pending.Count);
        _world.Pass("after a flush");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Reject()
    {
        Counts = Counts with { Failed = Counts.Failed + _pending.Count };
        _pending.Clear();
    }

    private void Store(int count)
    {
        foreach (var value in _pending.Take(count)) results.Records.Add(new SimulatedRecord(value, 0));
        _pending.RemoveRange(0, count);
        Counts = Counts with { Stored = Counts.Stored + count };
    }

    private void StoreLater(List<byte[]> values, int process)
    {
        if (process != _world.Process) return;
        foreach (var value in values) results.Records.Add(new SimulatedRecord(value, 0));
    }
}

/// <summary>The transactions of one id at the broker.</summary>
internal sealed class SimulatedTransactions(SimulatedBroker broker)
{
    public SimulatedBroker Broker => broker;

    /// <summary>The epoch of the client that has claimed it last.</summary>
    public int Epoch { get; private set; }

    /// <summary>The marks of all commits.</summary>
    public List<KafkaMark> Marks { get; } = [];

    /// <summary>Whether a client does not know whether its last transaction was committed.</summary>
    public bool IsUnknown { get; set; }

    public int Claim() => ++Epoch;

    /// <summary>Commits; false when the client was fenced.</summary>
    public bool TryCommit(int epoch, IReadOnlyList<byte[]> values, KafkaMark mark)
    {
        if (epoch != Epoch) return false;
        foreach (var value in values) broker.ResultsTopic.Partitions[0].Records.Add(new SimulatedRecord(value, 0));
        Marks.Add(mark);
        return true;
    }
}

/// <summary>The marks of an id, as its writer reads them.</summary>
internal sealed class SimulatedMarks(SimulatedTransactions transactions) : IKafkaMarks
{
    private int _reads;

    public long End => transactions.Marks.Count;

    public void OnCommitted()
    {
    }

    public Task CreateAsync(CancellationToken ct)
    {
        transactions.Broker.AskCoordinator(Call.CreateMarks, "creating the topic of marks", out _);
        return Task.CompletedTask;
    }

    public Task<KafkaMark?> ReadAsync(CancellationToken ct)
    {
        transactions.Broker.AskCoordinator(Call.ReadMark, "reading the mark", out _);
        var (marks, planted) = (transactions.Marks, transactions.Broker.World.Planted);
        var stale = planted == Planted.MarkNotRead && transactions.IsUnknown && marks.Count > 1;
        transactions.IsUnknown = false;
        if (_reads++ == 0 && planted == Planted.MarkExpired) return Task.FromResult<KafkaMark?>(null);
        return Task.FromResult(stale ? marks[^2] : marks.LastOrDefault());
    }
}

/// <summary>One client of an id.</summary>
internal sealed class SimulatedTransactionalClient(SimulatedTransactions transactions) : ITransactionalClient
{
    private readonly SimulatedBroker _broker = transactions.Broker;
    private readonly SimulatedWorld _world = transactions.Broker.World;
    private int _epoch;

    public Task ClaimAsync(CancellationToken ct)
    {
        _broker.AskCoordinator(Call.Claim, "claiming the id", out _);
        _epoch = transactions.Claim();
        _world.Pass("after a claim");
        return Task.CompletedTask;
    }

    public Task CommitAsync(RecordBatch records, IReadOnlyList<int> partitions, byte[] mark, CancellationToken ct)
    {
        _broker.AskCoordinator(Call.Commit, "committing", out var fault);
        List<byte[]> values = [.. Enumerable.Range(0, records.Count).Select(i => records.Value(i).ToArray())];
        var decoded = KafkaMark.Decode(mark)!;
        try
        {
            _world.Pass("in a commit");
        }
        catch (CrashException)
        {
            // Its request is on its way, and does not know that its client is dead.
            if (_world.Plan.Chance(21, transactions.Marks.Count, 2) == 0) Later(values, decoded, 1 + _world.Plan.Chance(22, transactions.Marks.Count, 2_000));
            throw;
        }

        if (fault is { Outcome: Outcome.Late } late)
        {
            if (_world.Planted == Planted.NoWatchdog) _world.Advance(10 * SimulatedWorld.StartMs);
            transactions.IsUnknown = true;
            Later(values, decoded, late.LaterMs);
            _world.Advance(8_000);
            throw _broker.Error("committing", ErrorCode.Local_TimedOut);
        }

        if (!transactions.TryCommit(_epoch, values, decoded)) throw _broker.Error("committing", ErrorCode.Local_Fenced);
        transactions.IsUnknown = fault is not null;
        _world.Pass("after a commit");
        if (fault is { } lost) throw _broker.Error("committing", lost.Code);
        return Task.CompletedTask;
    }

    public Task CloseAsync() => Task.CompletedTask;

    private void Later(List<byte[]> values, KafkaMark mark, int ms) => _world.After(ms, () =>
    {
        if (transactions.TryCommit(_epoch, values, mark)) _world.Note($"checkpoint {mark.Checkpoint} committed late");
    });
}
