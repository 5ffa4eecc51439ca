using CtrBench.Windows.Emulation;

namespace CtrBench.Windows.Recordings;

/// <summary>Makes a recording of a live run of a real engine from its stored topics and its progress.</summary>
internal static class TranscriptBuilder
{
    private const int Format = 1;

    /// <summary>
    /// A run of Spark. Its batches contain their end offsets, so a replay is exact. <paramref name="results"/>: in the order in which they
    /// were stored.
    /// </summary>
    /// <exception cref="TranscriptException">The run cannot be split into batches: the message says why.</exception>
    public static Transcript Spark(
        string name, string why, CtrQuery query, string version, StoredRecords records, IReadOnlyList<MicroBatchReport> batches,
        IReadOnlyList<StoredResult> results) => new()
        {
            Format = Format,
            Name = name,
            Why = why,
            Engine = new TranscriptEngine(EngineId.Spark, version),
            Query = TranscriptQueries.Spark(query, records.Partitions),
            Records = [.. records.InOrder().Select(r => r.Record)],
            Batches = Batches(batches, results),
        };

    /// <summary>
    /// A run of Flink that was drained. The order of its actions is known only from append times: a step ends with the results of one ms,
    /// and its records are those stored by then; what was stored after the last record is the output at the end of input. Such a recording
    /// is marked <see cref="Transcript.Live"/>, and is validated window by window.
    /// </summary>
    public static Transcript Flink(
        string name, string why, CtrQuery query, string version, StoredRecords records, IReadOnlyList<StoredResult> results,
        long lateDropped)
    {
        var all = records.InOrder();
        var (steps, next, atEnd) = (new List<TranscriptStep>(), 0, new List<TranscriptResult>());
        var lastMs = all.Count == 0 ? long.MinValue : all[^1].AppendMs;
        foreach (var firing in results.GroupBy(r => r.AppendMs).OrderBy(g => g.Key))
        {
            var emitted = firing.Select(r => TranscriptResult.Of(r.Result)).ToList();
            if (firing.Key > lastMs)
            {
                atEnd.AddRange(emitted);
                continue;
            }

            var first = next;
            while (next < all.Count && all[next].AppendMs <= firing.Key) next++;
            steps.Add(new TranscriptStep([first, next - first], emitted));
        }

        if (next < all.Count) steps.Add(new TranscriptStep([next, all.Count - next], []));
        return new Transcript
        {
            Format = Format,
            Name = name,
            Why = why,
            Live = true,
            Engine = new TranscriptEngine(EngineId.Flink, version),
            Query = TranscriptQueries.Flink(query, records.Partitions),
            Records = [.. all.Select(r => r.Record)],
            Steps = steps,
            EndOfInput = new TranscriptEnd(atEnd),
            LateDropped = lateDropped,
        };
    }

    /// <summary>
    /// Spark's reports as batches of a recording. Results of a batch are stored together, and the report has their number.
    /// </summary>
    /// <exception cref="TranscriptException">Reports are missing, or the number of results differs from the reports.</exception>
    internal static IReadOnlyList<TranscriptBatch> Batches(IReadOnlyList<MicroBatchReport> reports, IReadOnlyList<StoredResult> stored)
    {
        // By time, since the partitions of a topic are read one after the other; a batch starts when the previous one is committed.
        var results = stored.OrderBy(r => r.AppendMs).Select(r => TranscriptResult.Of(r.Result)).ToList();
        var (batches, next) = (new List<TranscriptBatch>(reports.Count), 0);
        foreach (var b in reports)
        {
            if (b.Id != batches.Count)
            {
                throw new TranscriptException(FormattableString.Invariant(
                    $"the report of batch {batches.Count} is missing: it was lost, or the run continued from a checkpoint"));
            }

            batches.Add(new TranscriptBatch
            {
                Id = b.Id,
                End = b.End,
                InputRows = b.InputRows,
                WatermarkMs = b.WatermarkMs,
                EventTime = b.EventTime is { } t ? new TranscriptEventTime(t.MinMs, t.MaxMs, t.AvgMs) : null,
                Emitted = TranscriptRecords.Sorted(results.Skip(next).Take(b.Emitted)),
                RowsDropped = b.RowsDropped,
                RowsTotal = b.RowsTotal,
                RowsUpdated = b.RowsUpdated,
                RowsRemoved = b.RowsRemoved,
            });
            next += b.Emitted;
        }

        return next == results.Count ? batches : throw new TranscriptException(FormattableString.Invariant(
            $"Spark reported {next} results but the topic contains {results.Count}: a batch ran twice, or was interrupted"));
    }
}
