using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Semantics;

namespace CtrBench.Engines.Live;

/// <summary>Where a query's results go: as JSON, keyed by window start, into the results topic.</summary>
internal sealed class ResultsSink(ITopicWriter results, int partitions, bool grouped, KeyTable keys)
{
    /// <summary>Returns when the topic has all of <paramref name="batch"/>; waits for room.</summary>
    /// <exception cref="ResultsNotStoredException">The topic refused some.</exception>
    public async ValueTask StoreAsync(ResultBatch batch, CancellationToken ct)
    {
        Append(batch);
        await results.FlushAsync(ct).ConfigureAwait(false);
        if (results.Counts.Failed is > 0 and var failed) throw new ResultsNotStoredException(failed, results.FailureReasons);
    }

    private void Append(ResultBatch batch)
    {
        Span<byte> key = stackalloc byte[20];
        foreach (ref readonly var result in batch.Results)
        {
            var length = WindowResultJson.WriteKey(result, key);
            var partition = Partitioner.Partition(key[..length], partitions);
            results.Append(partition, key[..length], WindowResultJson.Write(result, grouped, keys.Text(result.KeyId)));
        }
    }
}
