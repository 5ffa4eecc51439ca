using System.Text;

namespace CtrBench.Windows.Recordings;

/// <summary>The records of a stored topic for a recording: in the order of their append times, and of offsets within a partition.</summary>
internal sealed class StoredRecords
{
    /// <summary>Maximum records of a recording: it is one line of JSON, and is replayed from memory.</summary>
    public const int MaxRecords = 1_000_000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<(long AppendMs, int Partition, long Offset, string? Value)> _records = [];
    private readonly long[] _next;
    private readonly long[] _lastMs;

    /// <summary>No records yet, of a topic with this number of partitions.</summary>
    public StoredRecords(int partitions) => (_next, _lastMs) = (new long[partitions], new long[partitions]);

    /// <summary>Partitions of the topic.</summary>
    public int Partitions => _next.Length;

    /// <summary>Records of a partition so far.</summary>
    public long Count(int partition) => _next[partition];

    /// <summary>Adds stored records; those of a partition must be in order, from offset 0 on.</summary>
    /// <exception cref="TranscriptException">They cannot be recorded.</exception>
    public void Add(RecordBatch batch)
    {
        var p = batch.Partition;
        if (batch.FirstOffset != _next[p])
        {
            throw new TranscriptException(FormattableString.Invariant(
                $"offsets {_next[p]} to {batch.FirstOffset - 1} of partition {p} hold no record (removed, or transaction markers), ")
                + "but in a recording every offset is a record");
        }

        if (_records.Count + batch.Count > MaxRecords)
        {
            throw new TranscriptException(
                FormattableString.Invariant($"the run has more than {MaxRecords} records, the maximum of a recording"));
        }

        for (var i = 0; i < batch.Count; i++)
        {
            // A clock that was set back must not change the order within a partition.
            _lastMs[p] = Math.Max(_lastMs[p], batch.AppendTimeMs(i));
            _records.Add((_lastMs[p], p, _next[p], Text(batch, i)));
            _next[p]++;
        }
    }

    /// <summary>All of them, with their append times, epoch ms.</summary>
    internal IReadOnlyList<(long AppendMs, TranscriptRecord Record)> InOrder() =>
    [
        .. _records.OrderBy(r => r.AppendMs).ThenBy(r => r.Partition).ThenBy(r => r.Offset)
            .Select(r => (r.AppendMs, new TranscriptRecord(r.Partition, r.Value))),
    ];

    private static string? Text(RecordBatch batch, int index)
    {
        if (batch.IsTombstone(index)) return null;
        try
        {
            return Strict.GetString(batch.Value(index));
        }
        catch (DecoderFallbackException)
        {
            throw new TranscriptException(FormattableString.Invariant(
                $"the record at offset {batch.FirstOffset + index} of partition {batch.Partition} is not valid UTF-8, ")
                + "but a recording contains text");
        }
    }
}
