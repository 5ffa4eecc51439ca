using CtrBench.Windows.Emulation;
using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>Replays a recorded Flink job on its twin, step by step.</summary>
internal static class FlinkReplay
{
    /// <summary>Every difference in the results of every step, of the end of input, and in the late counter.</summary>
    public static IReadOnlyList<Difference> Run(Transcript transcript, CtrQuery query)
    {
        var keys = new KeyTable();
        var parser = new Utf8EventParser(TwinParseProfile.Of(EngineFamily.Continuous, query), keys);
        var (rows, differences) = (new EventBatch(), new DifferenceList());
        var (records, position) = (new TranscriptRecords(transcript), new long[transcript.Query.Partitions]);
        var processor = new ContinuousProcessor(query, transcript.Query.Partitions);
        var (appended, nowMs) = (0, 0L);
        for (var i = 0; i < transcript.Steps!.Count; i++)
        {
            var step = transcript.Steps[i];
            CheckAppend(i, step, appended, transcript.Records.Count);
            appended += step.Append[1];
            processor.Output.Clear();
            for (var r = step.Append[0]; r < step.Append[0] + step.Append[1]; r++)
            {
                var p = transcript.Records[r].P;
                using var slice = records.Slice(p, position[p], position[p] + 1);
                position[p]++;
                parser.Parse(slice, rows);
                processor.Process(rows);
            }

            if (transcript.Query.TickAfterEachStep) processor.Tick(nowMs);
            // Only a wait is long enough for what ticks do on-event, which is to find idle splits (F8).
            if (transcript.Query.TickMs is > 0 and var tickMs)
            {
                for (var endMs = nowMs + step.WaitMs; nowMs + tickMs <= endMs;) processor.Tick(nowMs += tickMs);
            }

            Compare($"step {i}", step.Emitted, processor.Output, keys, query, differences);
        }

        if (transcript.EndOfInput is { } end)
        {
            processor.Output.Clear();
            processor.EndInput();
            Compare("end of input", end.Emitted, processor.Output, keys, query, differences);
        }

        differences.Compare("end", "late_dropped", transcript.LateDropped, processor.Counters.LateDropped);
        return differences.Found;
    }

    /// <summary>Throws unless a step starts where the previous one ended.</summary>
    public static void CheckAppend(int index, TranscriptStep step, int appended, int records)
    {
        if (step.Append.Count == 2 && step.Append[0] == appended && step.Append[1] >= 0 && step.Append[1] <= records - appended) return;
        throw new TranscriptException(
            $"steps[{index}].append is [{string.Join(", ", step.Append)}]; it must be [first, count]: "
            + $"first {appended}, where the previous step ended, and at most the {records - appended} records left");
    }

    // Ungrouped results are totally ordered (F17); the order of keys within one window is not fixed.
    private static void Compare(
        string where, IReadOnlyList<TranscriptResult> expected, ResultBatch output, KeyTable keys, CtrQuery query,
        DifferenceList differences)
    {
        var got = TranscriptRecords.Results(output, keys);
        if (query.GroupBy == GroupField.None) differences.Compare(where, expected, got);
        else differences.Compare(where, ByWindow(expected), ByWindow(got));
    }

    // A stable sort of each run of equal windows: the order of windows is still compared.
    private static List<TranscriptResult> ByWindow(IReadOnlyList<TranscriptResult> results)
    {
        var sorted = new List<TranscriptResult>(results.Count);
        for (var i = 0; i < results.Count;)
        {
            var run = results.Skip(i).TakeWhile(r => r.WindowStartMs == results[i].WindowStartMs).ToList();
            sorted.AddRange(TranscriptRecords.Sorted(run));
            i += run.Count;
        }

        return sorted;
    }
}
