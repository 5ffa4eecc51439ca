using System.Runtime.CompilerServices;
using CtrBench.Windows.Recordings;
using CtrBench.Windows.Semantics;

namespace CtrBench.Engines.Topics;

/// <summary>Reads topics as currently stored, from the first record to the last.</summary>
internal static class StoredTopic
{
    private const int MaxRecords = 10_000;

    /// <summary>Every record, partition by partition. The caller disposes the batches.</summary>
    public static async IAsyncEnumerable<RecordBatch> ReadAsync(
        EngineEndpoints endpoints, string topic, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = await endpoints.Transport.OpenReaderAsync(topic, ct: ct).ConfigureAwait(false);
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
        await foreach (var batch in ReadAsync(endpoints, topic, ct).ConfigureAwait(false))
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
