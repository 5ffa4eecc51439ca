namespace CtrBench.Harness.Running;

/// <summary>Says what an engine has to say of itself and of its run, each once, when it is new.</summary>
/// <param name="error">Output of messages.</param>
internal sealed class EngineNotes(TextWriter error)
{
    private int _warnings;
    private int _notes;
    private int _faults;

    /// <summary>Takes what is new in a snapshot.</summary>
    public async Task TakeAsync(QueryProgress progress)
    {
        for (; _warnings < progress.Warnings.Count; _warnings++) await error.WriteLineAsync(progress.Warnings[_warnings]);
        for (; _notes < progress.Notes.Count; _notes++) await error.WriteLineAsync(progress.Notes[_notes]);
        var faults = progress.Flink?.Faults ?? [];
        for (; _faults < faults.Count; _faults++) await error.WriteLineAsync($"the job failed and restarts: {faults[_faults].Text}");
    }
}
