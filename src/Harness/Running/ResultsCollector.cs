using CtrBench.Engines.Live;
using CtrBench.Engines.Semantics;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>Reads the results topic into results.csv; T1 is stamped on receipt.</summary>
internal sealed class ResultsCollector(ITransport transport, string topic, TimeProvider clock, ResultsWriter results) : IAsyncDisposable
{
    private readonly ITopicReader _reader = transport.OpenReader(topic);
    private readonly List<string> _faults = [];
    private long _received;

    /// <summary>Results received so far. Another thread may see an older number.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Records that were no results, the first few of them.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Reads until <paramref name="ct"/> is cancelled, then to the end of what is stored.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var partitions = (await _reader.EndOffsetsAsync(ct).ConfigureAwait(false)).Length;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                if (!ReadOnce(partitions) && !await _reader.WaitToReadAsync(ct).ConfigureAwait(false)) break;
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over: what is stored by now is still read below.
        }

        while (ReadOnce(partitions))
        {
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private bool ReadOnce(int partitions)
    {
        var any = false;
        for (var p = 0; p < partitions; p++)
        {
            if (!_reader.TryRead(p, 1_024, out var records)) continue;
            var arrivedMs = clock.NowMsExact();
            using (records)
            {
                for (var i = 0; i < records.Count; i++) Take(records.Value(i), records.AppendTimeMs(i), arrivedMs);
                Volatile.Write(ref _received, _received + records.Count);
            }

            any = true;
        }

        return any;
    }

    private void Take(ReadOnlySpan<byte> value, long appendMs, double arrivedMs)
    {
        if (WindowResultJson.Read(value, out var fault) is not { } result)
        {
            if (_faults.Count < 10) _faults.Add(fault!);
            return;
        }

        results.Write(new ResultRow
        {
            WindowStartMs = result.WindowStartMs,
            WindowEndMs = result.WindowEndMs,
            Key = result.Key,
            Views = result.Views,
            Clicks = result.Clicks,
            Ctr = result.Ctr,
            MaxProducerTimestampNs = result.MaxProducerTimestampNs,
            T1Ms = arrivedMs,
            AppendMs = appendMs,
            LatencyMs = ResultRow.Latency(arrivedMs, result.MaxProducerTimestampNs),
        });
    }
}
