using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// Reads the events topic of a simulated broker as the product's reader reads a real one: it fetches what has arrived, recovers from errors
/// of a partition, and asks for the topic's state once a second.
/// </summary>
internal sealed class SimulatedReader : ITopicReader
{
    private const int WatchMs = 1_000;

    private readonly SimulatedBroker _broker;
    private readonly SimulatedWorld _world;
    private readonly ReaderTopic _topic;
    private readonly List<Partition> _partitions = [];
    private readonly List<Waiter> _waiters = [];
    private long _answeredMs;
    private bool _disposed;

    public SimulatedReader(SimulatedBroker broker, TopicState state, long[] from)
    {
        (_broker, _world, _topic) = (broker, broker.World, new ReaderTopic(state));
        foreach (var next in from) _partitions.Add(new Partition { Next = next, FetchAt = next });
        _answeredMs = _world.ElapsedMs;
        _world.After(WatchMs, Watch);
    }

    public TopicState State => _world.Planted == Planted.RetentionInSilence
        ? _topic.State with { Removed = [], FirstKept = [.. _topic.State.FirstKept.Select(_ => 0L)] } : _topic.State;

    public bool TryRead(int partition, int maxRecords, [NotNullWhen(true)] out RecordBatch? batch)
    {
        batch = null;
        var p = _partitions[partition];
        if (p.FailedAtOnce) throw p.Fault!;
        if (!HasRecords(partition))
        {
            if (p.Fault is not null) throw p.Fault;
            return false;
        }

        _world.Pass("a read");
        var log = Log(partition);
        var first = (int)p.FetchAt;
        // What comes again is before the next record, and is dropped, unless that is what is planted.
        if (_world.Plan.Duplicates.Contains(_broker.Fetches++) && _world.Planted == Planted.DuplicatesRead) first = Again(log, first);
        batch = new RecordBatch(partition, first);
        for (var offset = first; offset < log.End && batch.Count < maxRecords && IsThere(log.Records[offset]); offset++)
            batch.Add(default, log.Records[offset]!.Value);
        p.Next = p.FetchAt = first + batch.Count;
        return true;
    }

    public ValueTask<bool> WaitToReadAsync(CancellationToken ct) => WaitAsync(null, ct);

    public ValueTask<bool> WaitToReadAsync(int partition, CancellationToken ct) => WaitAsync(partition, ct);

    public long Position(int partition)
    {
        var p = _partitions[partition];
        if (p.Fault is null) HasRecords(partition);
        return p.Next;
    }

    public ValueTask<long[]> EndOffsetsAsync(CancellationToken ct)
    {
        _world.Pass("before asking for end offsets");
        var answer = new TaskCompletionSource<long[]>();
        ct.Register(() => answer.TrySetCanceled(ct));
        var latencyMs = _broker.Latency();
        if (latencyMs == 0 && _broker.AnyAwayUntil(_broker.EventsTopic) == 0)
        {
            _topic.ThrowIfReplaced();
            return new(Ends());
        }

        Ask(latencyMs, () => Answer(answer), error => Told(answer.TrySetException(error)));
        return new(answer.Task);
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _broker.Remove(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The client has an error of a partition.</summary>
    public void OnError(int partition, ErrorCode code)
    {
        if (partition >= _partitions.Count) return;
        if (KafkaReaderFaults.IsPermanent((int)code)) Fail(partition, _broker.Error("reading", code));
        else if (KafkaReaderFaults.IsUnknown((int)code)) Recover(partition, stopped: false);
    }

    /// <summary>Looks whether what is waited for is there.</summary>
    public void Look()
    {
        foreach (var waiter in _waiters.ToList())
        {
            try
            {
                if (!IsOver(waiter)) continue;
                _waiters.Remove(waiter);
                Told(waiter.Source.TrySetResult(true));
            }
            catch (CtrBenchException error)
            {
                _waiters.Remove(waiter);
                Told(waiter.Source.TrySetException(error));
            }
        }
    }

    private static int Again(SimulatedLog log, int first)
    {
        var from = first;
        while (from > log.FirstKept && first - from < 3 && log.Records[from - 1] is not null) from--;
        return from;
    }

    private SimulatedLog Log(int partition) => _broker.EventsTopic.Partitions[partition];

    private bool IsThere([NotNullWhen(true)] SimulatedRecord? record) => record?.FetchableTicks <= _world.NowTicks;

    private bool HasRecords(int partition)
    {
        var (p, log) = (_partitions[partition], Log(partition));
        if (p.Stopped || p.FailedAtOnce || _broker.AwayUntil(partition) > 0) return false;
        if (_world.Planted == Planted.TopicIdIgnored && p.FetchAt > log.End) return false;
        if (p.FetchAt < log.FirstKept || p.FetchAt > log.End)
        {
            // The broker rejects the offset, and the client fetches no more.
            p.Stopped = true;
            Recover(partition, stopped: true);
            return false;
        }

        for (; p.FetchAt < log.End && log.Records[(int)p.FetchAt] is null; p.FetchAt++) p.Next = p.FetchAt + 1;
        return p.FetchAt < log.End && IsThere(log.Records[(int)p.FetchAt]);
    }

    private void Recover(int partition, bool stopped)
    {
        var p = _partitions[partition];
        if (!p.Recovery.TryBegin(stopped && _world.Planted != Planted.StopOfFetchingLost)) return;
        Ask(
            50 + 5 * _broker.Latency(),
            () =>
            {
                if (!_disposed && !IsReplaced()) Recover(partition, p, stopped);
                if (p.Recovery.End()) Recover(partition, stopped: true);
                Look();
            },
            error => Fail(partition, error));
    }

    private void Recover(int partition, Partition p, bool stopped)
    {
        try
        {
            var oldest = _broker.EventsTopic.Partitions.Select(log => (long)log.FirstKept).ToArray();
            if (_topic.Recover(partition, stopped, p.Next, oldest, Ends()) is not { } from) return;
            (p.FetchAt, p.Stopped) = (from, false);
        }
        catch (OffsetNotKeptException error)
        {
            Fail(partition, error);
        }
    }

    private bool IsReplaced()
    {
        if (_world.Planted == Planted.TopicIdIgnored || _topic.Identify(_broker.EventsTopic.Id) is not { } replaced) return false;
        for (var p = 0; p < _partitions.Count; p++)
        {
            _partitions[p].FailedAtOnce = true;
            Fail(p, replaced);
        }

        return true;
    }

    // Fails what is read from now on, and whoever waits.
    private void Fail(int partition, Exception error)
    {
        var p = _partitions[partition];
        p.Fault = p.FailedAtOnce ? error : p.Fault ?? error;
        Look();
    }

    private void Watch()
    {
        if (_disposed) return;
        if (_broker.AnyAwayUntil(_broker.EventsTopic) > 0)
        {
            if (_world.ElapsedMs - _answeredMs > SimulatedBroker.TimeoutMs)
                for (var p = 0; p < _partitions.Count; p++) Fail(p, _broker.Error("reading", ErrorCode.Local_TimedOut));
            _world.After(WatchMs, Watch);
            return;
        }

        _answeredMs = _world.ElapsedMs;
        if (IsReplaced()) return;
        var logs = _broker.EventsTopic.Partitions;
        var count = _world.Planted == Planted.PartitionsIgnored ? _partitions.Count : logs.Count;
        for (var p = _partitions.Count; p < count; p++) _partitions.Add(new Partition { Next = logs[p].FirstKept, FetchAt = logs[p].FirstKept });
        _topic.Look(count, [.. logs.Take(count).Select(log => (long)log.FirstKept)]);
        Look();
        _world.After(WatchMs, Watch);
    }

    private long[] Ends() => [.. _broker.EventsTopic.Partitions.Take(_partitions.Count).Select(log => (long)log.End)];

    // Asked again as long as no answer comes, for as long as a run must survive it.
    private void Ask(double afterMs, Action answered, Action<TransportException> givenUp)
    {
        var sinceMs = _world.ElapsedMs;
        _world.After(afterMs, Try);

        void Try()
        {
            if (_disposed) return;
            var until = _broker.AnyAwayUntil(_broker.EventsTopic);
            if (until == 0) answered();
            else if (_world.ElapsedMs - sinceMs > SimulatedBroker.TimeoutMs) givenUp(_broker.Error("reading the offsets of", ErrorCode.Local_TimedOut));
            else _world.After(Math.Min(1_000, Math.Max(1, (until - _world.NowTicks) / (double)TimeSpan.TicksPerMillisecond)), Try);
        }
    }

    private void Answer(TaskCompletionSource<long[]> answer)
    {
        try
        {
            _topic.ThrowIfReplaced();
            Told(answer.TrySetResult(Ends()));
        }
        catch (TopicReplacedException replaced)
        {
            Told(answer.TrySetException(replaced));
        }
    }

    private void Told(bool isNews)
    {
        if (isNews) _world.Wake();
    }

    private ValueTask<bool> WaitAsync(int? partition, CancellationToken ct)
    {
        var waiter = new Waiter(partition, Stands(partition), _partitions.Count);
        if (IsOver(waiter)) return new(true);
        ct.Register(() => waiter.Source.TrySetCanceled(ct));
        _waiters.Add(waiter);
        return new(waiter.Source.Task);
    }

    private long Stands(int? partition) => partition is { } one ? _partitions[one].Next : _partitions.Sum(p => p.Next);

    private bool IsOver(Waiter waiter)
    {
        for (var p = 0; p < _partitions.Count; p++)
        {
            if (waiter.Partition is { } one && one != p) continue;
            if (HasRecords(p) && !_partitions[p].FailedAtOnce) return true;
            if (_partitions[p].Fault is { } fault) throw fault;
        }

        return Stands(waiter.Partition) > waiter.Stood || _partitions.Count > waiter.Partitions;
    }

    private sealed record Waiter(int? Partition, long Stood, int Partitions)
    {
        public TaskCompletionSource<bool> Source { get; } = new();
    }

    private sealed class Partition
    {
        public long Next { get; set; }

        public long FetchAt { get; set; }

        public bool Stopped { get; set; }

        public Exception? Fault { get; set; }

        public bool FailedAtOnce { get; set; }

        public PartitionRecovery Recovery { get; } = new();
    }
}
