using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>Progress as plain lines, for logs: at most one every few seconds of the clock, and one for each piece that ends.</summary>
internal sealed class PlainProgress(TextWriter error, TimeProvider clock) : IProgressDisplay, IProgress<ProgressStep>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _finished = [];
    private long _lastLine = clock.GetTimestamp();

    /// <inheritdoc/>
    public Task<T> ShowAsync<T>(Func<IProgress<ProgressStep>, Task<T>> work) => work(this);

    /// <inheritdoc/>
    public void Report(ProgressStep step)
    {
        lock (_gate)
        {
            var due = step.Finished ? _finished.Add(step.Task) : clock.GetElapsedTime(_lastLine) >= Pause;
            if (!due) return;
            _lastLine = clock.GetTimestamp();
            var share = step.Total > 0 ? step.Percent.ToString(" 0'%'", CultureInfo.InvariantCulture) : "";
            error.WriteLine($"{step.Task}:{share}{(step.Note is null ? "" : $" {step.Note}")}");
        }
    }
}
