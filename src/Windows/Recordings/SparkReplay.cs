using CtrBench.Windows.Emulation;

namespace CtrBench.Windows.Recordings;

/// <summary>Replays a recorded Spark query on its twin, batch by batch, with the batches' own end offsets.</summary>
internal static class SparkReplay
{
    /// <summary>Every difference in every field of every batch.</summary>
    public static IReadOnlyList<Difference> Run(Transcript transcript, CtrQuery query)
    {
        var keys = new KeyTable();
        var parser = new Utf8EventParser(TwinParseProfile.Of(EngineFamily.MicroBatch, query), keys);
        var records = new TranscriptRecords(transcript);
        var partitions = transcript.Query.Partitions;
        var processor = new MicroBatchProcessor(query, new long[partitions]);
        var (rows, position, differences) = (new EventBatch(), new long[partitions], new DifferenceList());
        foreach (var batch in transcript.Batches!)
        {
            CheckOffsets(batch, position, records);
            processor.Begin(batch.End);
            processor.Output.Clear();
            for (var p = 0; p < partitions; p++)
            {
                using var slice = records.Slice(p, position[p], batch.End[p]);
                parser.Parse(slice, rows);
                processor.Process(rows);
                position[p] = batch.End[p];
            }

            processor.EndBatch();
            Compare(batch, processor.LastReport!, TranscriptRecords.Sorted(TranscriptRecords.Results(processor.Output, keys)), differences);
        }

        return differences.Found;
    }

    private static void CheckOffsets(TranscriptBatch batch, long[] position, TranscriptRecords records)
    {
        if (batch.End.Count != position.Length)
            throw new TranscriptException($"batch {batch.Id}: end has {batch.End.Count} offsets for {position.Length} partitions");
        for (var p = 0; p < position.Length; p++)
        {
            if (batch.End[p] < position[p] || batch.End[p] > records.Count(p))
                throw new TranscriptException(
                    $"batch {batch.Id}: end[{p}] is {batch.End[p]}; it must be between {position[p]} and {records.Count(p)}");
        }
    }

    private static void Compare(TranscriptBatch expected, MicroBatchReport got, IReadOnlyList<TranscriptResult> emitted,
        DifferenceList differences)
    {
        var where = $"batch {expected.Id}";
        differences.Compare(where, "id", expected.Id, got.Id);
        differences.Compare(where, "input_rows", expected.InputRows, got.InputRows);
        differences.Compare(where, "watermark_ms", expected.WatermarkMs, got.WatermarkMs);
        differences.Compare(where, "event_time.min", expected.EventTime?.Min, got.EventTime?.MinMs);
        differences.Compare(where, "event_time.max", expected.EventTime?.Max, got.EventTime?.MaxMs);
        differences.Compare(where, "event_time.avg", expected.EventTime?.Avg, got.EventTime?.AvgMs);
        differences.Compare(where, TranscriptRecords.Sorted(expected.Emitted), emitted);
        differences.Compare(where, "rows_dropped", expected.RowsDropped, got.RowsDropped);
        differences.Compare(where, "rows_total", expected.RowsTotal, got.RowsTotal);
        differences.Compare(where, "rows_updated", expected.RowsUpdated, got.RowsUpdated);
        differences.Compare(where, "rows_removed", expected.RowsRemoved, got.RowsRemoved);
    }
}
