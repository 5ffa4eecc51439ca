using System.Runtime.CompilerServices;
using CtrBench.Engines.Semantics;
using CtrBench.Engines.Validation;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines;

/// <summary>Reads topics as they are stored now, from the first record to the last.</summary>
public static class StoredTopic
{
    private const int MaxRecords = 10_000;
    private static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(20);

    /// <summary>Every record, partition by partition. The caller disposes the batches.</summary>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        EngineEndpoints endpoints, string topic, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = endpoints.Transport.OpenReader(topic);
        await using (reader.ConfigureAwait(false))
        {
            var ends = await reader.EndOffsetsAsync(ct).ConfigureAwait(false);
            for (var p = 0; p < ends.Length; p++)
            {
                while (reader.Position(p) < ends[p])
                {
                    if (reader.TryRead(p, MaxRecords, out var batch)) yield return batch;
                    else await WaitAsync(reader, p, endpoints.Clock, ct).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>
    /// Waits a little for a partition's next record or for its end: a log that ends in marks of transactions shows its end by the position
    /// alone, which ends no wait.
    /// </summary>
    internal static async Task WaitAsync(ITopicReader reader, int partition, TimeProvider clock, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Probe, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await reader.WaitToReadAsync(partition, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time to look at the position again.
        }
    }

    /// <summary>Every result with its append time, in the order of the topic; what is none is given to
    /// <paramref name="onFault"/>.</summary>
    public static async Task<IReadOnlyList<LiveResult>> ResultsAsync(
        EngineEndpoints endpoints, string topic, Action<string> onFault, CancellationToken ct)
    {
        var results = new List<LiveResult>();
        await foreach (var batch in ReadAsync(endpoints, topic, ct).ConfigureAwait(false))
        {
            using (batch)
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    var result = WindowResultJson.Read(batch.Value(i), out var fault);
                    if (result is not null) results.Add(new LiveResult(result, batch.AppendTimeMs(i)));
                    else onFault(fault!);
                }
            }
        }

        return results;
    }
}
