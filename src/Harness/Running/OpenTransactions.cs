using CtrBench.Traffic.Kafka;

namespace CtrBench.Harness.Running;

/// <summary>
/// Reports the transactions that keep readers of committed records waiting: of the events topic where the run's isolation level is
/// read_committed, of the results topic always. It looks beside the run, since a broker that is down does not answer.
/// </summary>
internal sealed class OpenTransactions : IAsyncDisposable
{
    private const long IntervalMs = 2_000;

    /// <summary>How long the same transaction must have been seen open, ms: a producer's own commits take less.</summary>
    private const long EventsMs = 4_000;

    private readonly TextWriter _error;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<(string Topic, long AfterMs)> _topics = [];
    private readonly Dictionary<(string Topic, int Partition), (long Offset, long SinceMs)> _open = [];
    private readonly HashSet<(string Topic, int Partition, long Offset)> _said = [];
    private readonly List<string> _found = [];
    private readonly KafkaTransport? _transport;
    private Task<IReadOnlyList<BlockedPartition>>? _looking;
    private long _lookedMs = long.MinValue;

    /// <summary>Nothing is asked yet; topics in memory are never asked about.</summary>
    public OpenTransactions(RunTopics topics, CtrQuery query, TextWriter error, TimeProvider clock)
    {
        (_error, _clock, _transport) = (error, new SteadyClock(clock), topics.Transport as KafkaTransport);
        if (_transport?.Settings.ReadsCommitted == true) _topics.Add((topics.EventsTopic, EventsMs));
        // An engine that delivers exactly once keeps a transaction open from one checkpoint to the next.
        _topics.Add((topics.ResultsTopic, 10_000 + 2 * query.Delivery.CheckpointIntervalMs));
    }

    /// <summary>What was reported; null when nothing was.</summary>
    public IReadOnlyList<string>? Found => _found.Count > 0 ? [.. _found] : null;

    /// <summary>Writes what the last look has found, and looks again when it is time. Returns at once.</summary>
    public async Task LookAsync()
    {
        if (_transport is null) return;
        var nowMs = _clock.NowMs();
        if (_looking is { IsCompleted: true } done)
        {
            _looking = null;
            if (done.IsCompletedSuccessfully) await ReportAsync(await done, nowMs);
        }

        if (_looking is not null || _lookedMs != long.MinValue && nowMs - _lookedMs < IntervalMs) return;
        _lookedMs = nowMs;
        _looking = BlockedAsync(_transport, _closing.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_looking is not null) await ((Task)_looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task<IReadOnlyList<BlockedPartition>> BlockedAsync(KafkaTransport transport, CancellationToken ct)
    {
        var blocked = new List<BlockedPartition>();
        foreach (var (topic, _) in _topics) blocked.AddRange(await transport.BlockedAsync(topic, ct));
        return blocked;
    }

    private async Task ReportAsync(IReadOnlyList<BlockedPartition> blocked, long nowMs)
    {
        var now = blocked.ToDictionary(partition => (partition.Topic, partition.Partition));
        foreach (var gone in _open.Keys.Except(now.Keys).ToList()) _open.Remove(gone);
        foreach (var (key, partition) in now)
        {
            if (!_open.TryGetValue(key, out var before) || before.Offset != partition.StableOffset)
            {
                _open[key] = (partition.StableOffset, nowMs);
                continue;
            }

            var afterMs = _topics.First(topic => topic.Topic == key.Topic).AfterMs;
            if (nowMs - before.SinceMs < afterMs || !_said.Add((key.Topic, key.Partition, partition.StableOffset))) continue;
            var text = $"waiting: {partition}";
            _found.Add(text);
            await _error.WriteLineAsync(text);
        }
    }
}
