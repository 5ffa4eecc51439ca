namespace CtrBench.Windows.Recordings;

/// <summary>Replays recordings of real engines on their twins.</summary>
public static class TranscriptReplay
{
    /// <summary>Replays the recording in <paramref name="utf8Json"/>; <paramref name="file"/> names it in the outcome.</summary>
    public static ReplayOutcome Run(string file, ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            var transcript = TranscriptReader.Parse(utf8Json);
            var query = TranscriptReader.Query(transcript);
            var engine = $"{transcript.Engine.Id} {transcript.Engine.Version}";
            if (WindowReplay.IsFor(transcript))
            {
                var report = WindowReplay.Run(transcript, query);
                return new ReplayOutcome(file, Verdict(report), report.Differences, transcript.Name, engine, Judged: report);
            }

            var differences = transcript.Engine.Id.Family == EngineFamily.MicroBatch
                ? SparkReplay.Run(transcript, query)
                : FlinkReplay.Run(transcript, query);
            return new ReplayOutcome(
                file, differences.Count == 0 ? ReplayVerdict.Equal : ReplayVerdict.Different, differences,
                transcript.Name, engine);
        }
        catch (TranscriptException e)
        {
            return new ReplayOutcome(file, ReplayVerdict.Unreadable, [], Error: e.Message, Setting: e.Setting);
        }
    }

    private static ReplayVerdict Verdict(WindowReport report) => report switch
    {
        { Agrees: false } => ReplayVerdict.Different,
        { Undetermined: > 0 } => ReplayVerdict.Undetermined,
        _ => ReplayVerdict.Equal,
    };
}
