using CtrBench.Engines;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Contracts;

/// <summary>Two topics of one query and what a test does to them. Nothing waits for a time, only for a state.</summary>
public sealed class EngineRig : IAsyncDisposable
{
    private readonly ITransport _transport;
    private readonly CancellationToken _ct;
    private readonly string _name;
    private readonly int _partitions;
    private readonly ITopicReader _results;
    private readonly ITopicWriter _events;
    private readonly List<ReceivedResult> _received = [];

    private EngineRig(ITransport transport, string name, int partitions, ITopicReader results, ITopicWriter events, CancellationToken ct)
    {
        (_transport, _name, _partitions, _ct) = (transport, name, partitions, ct);
        (_results, _events) = (results, events);
    }

    /// <summary>Every row sent, in order.</summary>
    public List<TestRow> Rows { get; } = [];

    /// <summary>Where an engine finds the topics.</summary>
    public EngineEndpoints Endpoints => new(_transport, $"{_name}-events", $"{_name}-results", TimeProvider.System);

    /// <summary>Fresh topics of that name.</summary>
    public static async Task<EngineRig> CreateAsync(ITransport transport, string name, CancellationToken ct, int partitions = 2)
    {
        await transport.CreateTopicsAsync([new($"{name}-events", partitions), new($"{name}-results", 1)], ct);
        var results = await transport.OpenResultsReaderAsync($"{name}-results", ct: ct);
        return new EngineRig(transport, name, partitions, results, await transport.OpenWriterAsync($"{name}-events", ct), ct);
    }

    /// <summary>Takes one row; <see cref="FlushAsync"/> sends it.</summary>
    public void Append(TestRow row)
    {
        _events.Append(row.Partition, row.Ad, row.Json(Rows.Count));
        Rows.Add(row);
    }

    /// <summary>Sends what was taken; gives how many the topic has refused so far.</summary>
    public async Task<long> FlushAsync()
    {
        await _events.FlushAsync(_ct);
        return _events.Counts.Failed;
    }

    /// <summary>Sends rows, all in one flush.</summary>
    public async Task SendAsync(params IEnumerable<TestRow> rows)
    {
        foreach (var row in rows) Append(row);
        await FlushAsync();
    }

    /// <summary>Sends a row so far ahead that its watermark closes every window before it, into each partition.</summary>
    public Task SendClosingAsync(long eventTimeMs) => SendAsync(Enumerable.Range(0, _partitions).Select(p => new TestRow(p, eventTimeMs)));

    /// <summary>Waits for so many results in all and gives all received, in order of window and key.</summary>
    public async Task<IReadOnlyList<ReceivedResult>> ReceiveAsync(int count)
    {
        while (_received.Count < count)
            if (!ReadOnce()) Assert.True(await _results.WaitToReadAsync(_ct), $"the results topic ended after {_received.Count} of {count}");
        return Ordered();
    }

    /// <summary>Everything that is in the results topic now; for an engine that has stopped.</summary>
    public IReadOnlyList<ReceivedResult> ReceiveRest()
    {
        while (ReadOnce())
        {
        }

        return Ordered();
    }

    /// <summary>Results that the topic has taken so far.</summary>
    public async Task<long> ResultsStoredAsync() => (await _results.EndOffsetsAsync(_ct))[0];

    /// <summary>Waits until the engine's progress is as wanted.</summary>
    public async Task UntilAsync(IRunningQuery query, Func<QueryProgress, bool> holds)
    {
        while (!holds(query.Progress))
        {
            if (query.Completion.IsCompleted) await query.Completion;
            Assert.False(query.Completion.IsCompleted, $"the query ended with {query.Progress}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, _ct);
        }
    }

    /// <summary>Fails unless whoever used the topics has let go of them: topics in use cannot be made anew.</summary>
    public async Task AssertReleasedAsync()
    {
        await DisposeAsync();
        await _transport.CreateTopicsAsync([new($"{_name}-events", _partitions), new($"{_name}-results", 1)], _ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _results.DisposeAsync();
        await _events.DisposeAsync();
    }

    private IReadOnlyList<ReceivedResult> Ordered() => [.. _received.OrderBy(r => r.WindowStartMs).ThenBy(r => r.Key, StringComparer.Ordinal)];

    private bool ReadOnce()
    {
        if (!_results.TryRead(0, 1_000, out var batch)) return false;
        using (batch)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var result = WindowResultJson.Read(batch.Value(i), out var fault);
                Assert.Null(fault);
                _received.Add(result!);
            }
        }

        return true;
    }
}
