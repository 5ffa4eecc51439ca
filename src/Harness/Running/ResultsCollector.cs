using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Running;

/// <summary>Reads the results topic into results.csv; T1 is stamped on receipt.</summary>
/// <param name="reader">The reader, which it takes over.</param>
/// <param name="clock">The clock of T1.</param>
/// <param name="results">The file.</param>
/// <param name="start">Where a collection of topics that others fill begins; null for a run's own topics.</param>
internal sealed class ResultsCollector(ITopicReader reader, TimeProvider clock, ResultsWriter results, CollectionStart? start = null)
    : IAsyncDisposable
{
    private const int MaxRecords = 1_024;
    private const int NamedFaults = 10;
    private readonly List<string> _faults = [];
    private long _received;

    /// <summary>Results received so far. Another thread may see an older number.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Records that were no results.</summary>
    public long Malformed { get; private set; }

    /// <summary>Records without the mark of this run.</summary>
    public long Foreign { get; private set; }

    /// <summary>
    /// Results that were in the topic before the collector was; their append time is used as T1, where it is known.
    /// </summary>
    public long Before { get; private set; }

    /// <summary>Results whose topic does not say when it stored them.</summary>
    public long Untimed { get; private set; }

    /// <summary>What was wrong with the first few that were no results.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Called when results have arrived.</summary>
    public Action<long>? OnReceived { get; init; }

    /// <summary>Ends the reading to the end of what is stored, where that has to be waited for.</summary>
    public CancellationToken GiveUp { get; init; }

    /// <summary>Reads until <paramref name="ct"/> is cancelled, then to the end of what is stored.</summary>
    public Task RunAsync(CancellationToken ct) => new TopicReading(reader, MaxRecords, clock, Collect) { GiveUp = GiveUp }.RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private void Collect(RecordBatch records)
    {
        var arrivedMs = clock.NowMsExact();
        for (var i = 0; i < records.Count; i++)
        {
            if (records.IsForeign(i)) Foreign++;
            Collect(records.Value(i), records.AppendTimeMs(i), arrivedMs, WasThere(records.Partition, records.FirstOffset + i));
        }

        Volatile.Write(ref _received, _received + records.Count);
        OnReceived?.Invoke(_received);
    }

    private bool WasThere(int partition, long offset) =>
        start?.PresentResults is { } present && partition < present.Count && offset < present[partition];

    private void Collect(ReadOnlySpan<byte> value, long appendMs, double arrivedMs, bool before)
    {
        if (WindowResultJson.Read(value, out var fault) is not { } result)
        {
            Reject(fault!);
            return;
        }

        if (result.WindowStartMs < start?.FirstWindowMs) return;
        var isKnown = appendMs != RecordBatch.UnknownTime;
        if (!isKnown) Untimed++;
        if (before)
        {
            Before++;
            if (isKnown) arrivedMs = appendMs;
        }

        var row = new ResultRow
        {
            WindowStartMs = result.WindowStartMs,
            WindowEndMs = result.WindowEndMs,
            Key = result.Key,
            Views = result.Views,
            Clicks = result.Clicks,
            Ctr = result.Ctr,
            MaxProducerTimestampNs = result.MaxProducerTimestampNs,
            T1Ms = arrivedMs,
            AppendMs = isKnown ? appendMs : null,
            LatencyMs = ResultRow.Latency(arrivedMs, result.MaxProducerTimestampNs),
        };
        if (RunFileRules.FaultOf(row) is { } impossible) Reject($"not a result ({impossible})");
        else results.Write(row);
    }

    private void Reject(string fault)
    {
        Malformed++;
        if (_faults.Count < NamedFaults) _faults.Add(fault);
    }
}
