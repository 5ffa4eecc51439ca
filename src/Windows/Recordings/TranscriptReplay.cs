namespace CtrBench.Windows.Recordings;

/// <summary>Replays recordings of real engines on their twins.</summary>
internal static class TranscriptReplay
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
                return new ReplayOutcome(file, Verdict(report), report.Differences, transcript.Name, engine) { Judged = report };
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

/// <summary>The outcome of one recording.</summary>
/// <param name="File">Path of the file, as given.</param>
/// <param name="Verdict">Equal, different or unreadable.</param>
/// <param name="Differences">Every difference; empty when equal or unreadable.</param>
/// <param name="Case">Name of the case; null when unreadable.</param>
/// <param name="Engine">Engine and version, "spark 4.1.1"; null when unreadable.</param>
/// <param name="Error">Why it is unreadable; null otherwise.</param>
/// <param name="Setting">What the error's remedy refers to, as <see cref="CtrBenchException.Setting"/>; null when it has none.</param>
internal sealed record ReplayOutcome(
    string File, ReplayVerdict Verdict, IReadOnlyList<Difference> Differences, string? Case = null, string? Engine = null,
    string? Error = null, string? Setting = null)
{
    /// <summary>Verdicts window by window, for a recording with unknown ticks; null otherwise.</summary>
    internal WindowReport? Judged { get; init; }
}

/// <summary>Result of replaying one recording.</summary>
internal enum ReplayVerdict
{
    /// <summary>The twin equals the engine in every field.</summary>
    Equal = 0,

    /// <summary>At least one field differs.</summary>
    Different,

    /// <summary>The file could not be read as a recording.</summary>
    Unreadable,

    /// <summary>
    /// Every determined window equals the twin's, and the others are possible: the times of ticks are unknown.
    /// </summary>
    Undetermined,
}
