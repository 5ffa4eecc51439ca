using CtrBench.Engines.Topics;
using CtrBench.Harness.Commands;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Recordings;

namespace CtrBench.Harness.Running;

/// <summary>The files that a live run writes while it goes on.</summary>
internal sealed class LiveFiles : IDisposable
{
    private readonly JsonLinesWriter<ProgressEntry> _progress;
    private readonly WatermarksWriter? _watermarks;
    private readonly RunFolder _folder;

    /// <summary>Opens the files of <paramref name="folder"/>.</summary>
    public LiveFiles(RunFolder folder, EngineId engine, TimeProvider clock)
    {
        _folder = folder;
        Results = folder.WriteResults();
        _progress = folder.WriteProgress();
        _watermarks = !engine.IsReal ? folder.WriteWatermarks() : null;
        Progress = new ProgressRecorder(_progress, clock, _watermarks);
    }

    /// <summary>results.csv; its writer completes it.</summary>
    public ResultsWriter Results { get; }

    /// <summary>The engine's own reports.</summary>
    public ProgressRecorder Progress { get; }

    /// <summary>Writes the engine's final figures and gives progress.jsonl its name.</summary>
    public void CompleteProgress(QueryProgress last)
    {
        Progress.WriteLast(last);
        _progress.Complete();
        _watermarks?.Complete();
        if (last.LateRows is { } late) _folder.WriteLate(late.Listed);
    }

    /// <summary>What the twin of a real engine says of its run.</summary>
    public static LateRowsReport Write(RunFolder folder, TwinTrace trace, CtrQuery query)
    {
        using var watermarks = folder.WriteWatermarks();
        foreach (var step in trace.Steps) watermarks.Write(step);
        watermarks.Complete();
        folder.WriteLate(trace.Late.Listed);
        return LateRowsReport.Of(trace.Late, query);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Results.Dispose();
        _progress.Dispose();
        _watermarks?.Dispose();
    }
}

/// <summary>Saves a real engine's run as a recording that can be compared with the twin without the engine.</summary>
internal static class RunRecording
{
    /// <summary>
    /// Reads the topics of a run that has ended and writes the recording. A run that cannot be told as one is said to be so, and stays a
    /// good run.
    /// </summary>
    /// <exception cref="RunFolderException">The file cannot be written.</exception>
    public static async Task WriteAsync(
        string file, RunPlan plan, QueryProgress last, EngineEndpoints endpoints, TextWriter error, CancellationToken ct)
    {
        try
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var why = $"A live run: {PlanText.Of(plan.Workload)}; {PlanText.Of(plan.Query)}";
            var transcript = await StoredTranscript.ReadAsync(plan.Engine, name, why, plan.Query, last, endpoints, ct);
            AtomicFile.Write(file, stream => TranscriptWriter.Write(stream, transcript));
            await error.WriteLineAsync($"recorded in {file}: ctrbench validate --transcript {file} replays it on the twin");
        }
        catch (TranscriptException e)
        {
            await error.WriteLineAsync($"no recording in {file}: {e.Message}");
        }
    }
}
