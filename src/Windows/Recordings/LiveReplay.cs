using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>
/// Judges a recorded Flink job whose ticks are not known, window by window. The steps are its time: a row that was appended in a later step
/// than its window's result is late for sure.
/// </summary>
internal static class LiveReplay
{
    /// <summary>Whether a recording is one to be judged, not stepped through.</summary>
    public static bool IsFor(Transcript transcript) =>
        transcript.Live || transcript is { Engine.Name: "flink", Query: { EmitStrategy: "on-periodic", TickAfterEachStep: false } };

    /// <summary>The verdicts on all windows.</summary>
    /// <exception cref="TranscriptException">It does not say what came at the end, or its steps are no steps.</exception>
    public static LiveReport Run(Transcript transcript, CtrQuery query)
    {
        if (transcript.EndOfInput is not { } end)
            throw new TranscriptException("end_of_input is missing: without it and without ticks nobody knows which windows were to close");
        var (records, position) = (new TranscriptRecords(transcript), new long[transcript.Query.Partitions]);
        var log = new LiveLog(position.Length, query, EngineFamily.Continuous);
        var (results, appended) = (new List<LiveResult>(), 0);
        for (var i = 0; i < transcript.Steps!.Count; i++)
        {
            var step = transcript.Steps[i];
            FlinkReplay.CheckAppend(i, step, appended, transcript.Records.Count);
            for (; appended < step.Append[0] + step.Append[1]; appended++)
            {
                var p = transcript.Records[appended].P;
                using var one = records.Slice(p, position[p], position[p] + 1);
                one.StampAppendTime(i);
                log.Take(one);
                position[p]++;
            }

            results.AddRange(step.Emitted.Select(r => new LiveResult(Received(r), i)));
        }

        results.AddRange(end.Emitted.Select(r => new LiveResult(Received(r), transcript.Steps.Count)));
        return LiveValidation.Judge(query, log, results, transcript.LateDropped!.Value);
    }

    private static ReceivedResult Received(TranscriptResult r) =>
        new(r.WindowStartMs, r.WindowEndMs, r.Views, r.Clicks, r.Ctr, r.MaxProducerTimestampNs, r.Key);
}
