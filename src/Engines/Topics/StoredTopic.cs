using System.Runtime.CompilerServices;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Recordings;
using CtrBench.Windows.Semantics;

namespace CtrBench.Engines.Topics;

/// <summary>Reads topics as currently stored, from the first record to the last.</summary>
internal static class StoredTopic
{
    private const int MaxRecords = 10_000;

    /// <summary>Every event as the engines read it, partition by partition. The caller disposes the batches.</summary>
    public static IAsyncEnumerable<RecordBatch> ReadAsync(EngineEndpoints endpoints, string topic, CancellationToken ct) =>
        ReadAsync(() => endpoints.Transport.OpenReaderAsync(topic, ct: ct), ct);

    /// <summary>Every result that was delivered, partition by partition. The caller disposes the batches.</summary>
    public static IAsyncEnumerable<RecordBatch> ReadResultsAsync(EngineEndpoints endpoints, string topic, CancellationToken ct) =>
        ReadAsync(() => endpoints.Transport.OpenResultsReaderAsync(topic, ct: ct), ct);

    private static async IAsyncEnumerable<RecordBatch> ReadAsync(
        Func<ValueTask<ITopicReader>> open, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = await open().ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var ends = await reader.EndOffsetsAsync(ct).ConfigureAwait(false);
            for (var p = 0; p < ends.Length; p++)
            {
                while (reader.Position(p) < ends[p])
                {
                    if (reader.TryRead(p, MaxRecords, out var batch)) yield return batch;
                    else if (!await reader.WaitToReadAsync(p, ct).ConfigureAwait(false)) break;
                }
            }
        }
    }

    /// <summary>
    /// Every result with its append time, in the order of the topic; invalid records are passed to <paramref name="onFault"/>.
    /// </summary>
    public static async Task<IReadOnlyList<StoredResult>> ResultsAsync(
        EngineEndpoints endpoints, string topic, Action<string> onFault, CancellationToken ct)
    {
        var results = new List<StoredResult>();
        await foreach (var batch in ReadResultsAsync(endpoints, topic, ct).ConfigureAwait(false))
        {
            using (batch)
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    var result = WindowResultJson.Read(batch.Value(i), out var fault);
                    if (result is not null) results.Add(new StoredResult(result, batch.AppendTimeMs(i)));
                    else onFault(fault!);
                }
            }
        }

        return results;
    }
}
