using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Testing;

/// <summary>
/// Conversions between a unit test and a processor: records to rows with the engine's own parser, results and late drops to values with key
/// texts.
/// </summary>
internal sealed class TwinConversion(ParseProfile profile, KeyTable keys)
{
    private readonly Utf8EventParser _parser = new(profile, keys);
    private readonly EventBatch _rows = new();

    /// <summary>Key texts.</summary>
    public KeyTable Keys => keys;

    /// <summary>The rows of records of one partition; valid until the next call.</summary>
    public EventBatch Rows(int partition, long firstOffset, ReadOnlySpan<TestRecord> records)
    {
        using var batch = new RecordBatch(partition, firstOffset);
        foreach (ref readonly var record in records) batch.Add(default, record.Value, record.IsTombstone);
        _parser.Parse(batch, _rows);
        return _rows;
    }

    /// <summary>Results with key texts, in the order they were emitted.</summary>
    public List<ReceivedResult> Results(ResultBatch output)
    {
        var results = new List<ReceivedResult>(output.Count);
        foreach (ref readonly var r in output.Results)
        {
            var counts = r.Counts;
            results.Add(new ReceivedResult(
                r.WindowStartMs, r.WindowEndMs, counts.Views, counts.Clicks, counts.Ctr, counts.MaxTimestampNs, keys.Text(r.KeyId)));
        }

        return results;
    }

    /// <summary>A late drop with its key text.</summary>
    public LateWindow Late(LateDrop drop) => new(drop.WindowStartMs, drop.Rows, keys.Text(drop.KeyId));
}

/// <summary>Late rows of a closed window that were dropped together.</summary>
/// <param name="WindowStartMs">Start of their window, epoch ms.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Key">Their group key; null without grouping.</param>
public sealed record LateWindow(long WindowStartMs, long Rows, string? Key = null);
