using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// Validates a recorded Flink job with unknown ticks, window by window. The steps are its time: a row that was appended in a later step
/// than its window's result is certainly late.
/// </summary>
internal static class WindowReplay
{
    /// <summary>Whether a recording is validated window by window, not replayed step by step.</summary>
    public static bool IsFor(Transcript transcript) =>
        transcript.Live || transcript.Engine.Id == EngineId.Flink
            && transcript.Query is { EmitStrategy: "on-periodic", TickAfterEachStep: false };

    /// <summary>The verdicts on all windows.</summary>
    /// <exception cref="TranscriptException">The output at the end of input is missing, or its steps are invalid.</exception>
    public static WindowReport Run(Transcript transcript, CtrQuery query)
    {
        if (transcript.EndOfInput is not { } end)
            throw new TranscriptException("end_of_input is missing: without it and without ticks it is unknown which windows had to close");
        var (records, position) = (new TranscriptRecords(transcript), new long[transcript.Query.Partitions]);
        var log = new StoredLog(position.Length, query, EngineFamily.Continuous);
        var (results, appended) = (new List<StoredResult>(), 0);
        for (var i = 0; i < transcript.Steps!.Count; i++)
        {
            var step = transcript.Steps[i];
            FlinkReplay.CheckAppend(i, step, appended, transcript.Records.Count);
            for (; appended < step.Append[0] + step.Append[1]; appended++)
            {
                var p = transcript.Records[appended].P;
                using var one = records.Slice(p, position[p], position[p] + 1);
                one.StampAppendTime(i);
                log.Add(one);
                position[p]++;
            }

            results.AddRange(step.Emitted.Select(r => new StoredResult(Received(r), i)));
        }

        results.AddRange(end.Emitted.Select(r => new StoredResult(Received(r), transcript.Steps.Count)));
        return WindowValidation.Judge(query, log, results, transcript.LateDropped!.Value);
    }

    private static ReceivedResult Received(TranscriptResult r) =>
        new(r.WindowStartMs, r.WindowEndMs, r.Views, r.Clicks, r.Ctr, r.MaxProducerTimestampNs, r.Key);
}
