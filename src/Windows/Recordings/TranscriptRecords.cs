using System.Text;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>The records of a recording as batches of a partition, and the results of a twin in the recording's format.</summary>
internal sealed class TranscriptRecords
{
    private readonly List<string?>[] _logs;

    /// <summary>All records of a recording, by partition.</summary>
    public TranscriptRecords(Transcript transcript)
    {
        _logs = [.. Enumerable.Range(0, transcript.Query.Partitions).Select(_ => new List<string?>())];
        foreach (var record in transcript.Records) _logs[record.P].Add(record.V);
    }

    /// <summary>Records in a partition.</summary>
    public int Count(int partition) => _logs[partition].Count;

    /// <summary>The records of <paramref name="partition"/> in [from, to).</summary>
    public RecordBatch Slice(int partition, long from, long to)
    {
        var batch = new RecordBatch(partition, from);
        for (var i = (int)from; i < to; i++)
        {
            var value = _logs[partition][i];
            batch.Add(default, value is null ? default : Encoding.UTF8.GetBytes(value), tombstone: value is null);
        }

        return batch;
    }

    /// <summary>A twin's results in the recording's format.</summary>
    public static List<TranscriptResult> Results(ResultBatch output, KeyTable keys)
    {
        var results = new List<TranscriptResult>(output.Count);
        foreach (ref readonly var r in output.Results)
        {
            results.Add(new TranscriptResult(
                r.WindowStartMs, r.WindowEndMs, r.Counts.Views, r.Counts.Clicks, r.Counts.Ctr, r.Counts.MaxTimestampNs,
                keys.Text(r.KeyId)));
        }

        return results;
    }

    /// <summary>Results of one window are a set: sorted by window start, then key.</summary>
    public static List<TranscriptResult> Sorted(IEnumerable<TranscriptResult> results) =>
        [.. results.OrderBy(r => r.WindowStartMs).ThenBy(r => r.Key, StringComparer.Ordinal)];
}
