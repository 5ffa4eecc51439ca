using CtrBench.Windows.Emulation;

namespace CtrBench.Windows.Recordings;

/// <summary>A run of a real engine that was not stepped, as a recording: from its stored topics and what it said of itself.</summary>
public static class LiveTranscript
{
    private const int Format = 1;

    /// <summary>
    /// A run of Spark. Its batches say to which offset each read, so a replay is exact. <paramref name="results"/>: in the order in which
    /// they were stored.
    /// </summary>
    /// <exception cref="TranscriptException">The run cannot be told batch by batch: the message says why.</exception>
    public static Transcript Spark(
        string name, string why, CtrQuery query, string version, LiveRecords records, IReadOnlyList<MicroBatchReport> batches,
        IReadOnlyList<LiveResult> results) => new()
        {
            Format = Format,
            Name = name,
            Why = why,
            Engine = new TranscriptEngine("spark", version),
            Query = TranscriptWords.Spark(query, records.Partitions),
            Records = [.. records.InOrder().Select(r => r.Record)],
            Batches = Batches(batches, results),
        };

    /// <summary>
    /// A run of Flink that was drained. What it did when can only be told by append times: a step ends with the results of one ms, and its
    /// records are those stored by then; what was stored after the last record stands at the end of input. Such a recording says that it is
    /// <see cref="Transcript.Live"/>, and is judged window by window.
    /// </summary>
    public static Transcript Flink(
        string name, string why, CtrQuery query, string version, LiveRecords records, IReadOnlyList<LiveResult> results, long lateDropped)
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
            Engine = new TranscriptEngine("flink", version),
            Query = TranscriptWords.Flink(query, records.Partitions),
            Records = [.. all.Select(r => r.Record)],
            Steps = steps,
            EndOfInput = new TranscriptEnd(atEnd),
            LateDropped = lateDropped,
        };
    }

    /// <summary>
    /// Spark's reports as batches of a recording. Results of a batch are stored together, and it says how many they are.
    /// </summary>
    /// <exception cref="TranscriptException">Reports are missing, or there are not as many results as they say.</exception>
    internal static IReadOnlyList<TranscriptBatch> Batches(IReadOnlyList<MicroBatchReport> reports, IReadOnlyList<LiveResult> stored)
    {
        // By time, since a topic of several partitions is read one after the other; a batch begins when the one before is committed.
        var results = stored.OrderBy(r => r.AppendMs).Select(r => TranscriptResult.Of(r.Result)).ToList();
        var (batches, next) = (new List<TranscriptBatch>(reports.Count), 0);
        foreach (var b in reports)
        {
            if (b.Id != batches.Count)
            {
                throw new TranscriptException(FormattableString.Invariant(
                    $"the report of batch {batches.Count} is missing: it was lost, or the run went on from a checkpoint"));
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
            $"Spark reported {next} results and the topic holds {results.Count}: a batch ran twice, or was cut short"));
    }
}
