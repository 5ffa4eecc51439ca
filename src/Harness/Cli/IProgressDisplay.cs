using System.Globalization;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Shows the progress of long work on standard error while it runs. The work may report from any thread, as often as it likes.
/// </summary>
internal interface IProgressDisplay
{
    /// <summary>Runs the work, showing what it reports, and returns its result.</summary>
    Task<T> ShowAsync<T>(Func<IProgress<ProgressStep>, Task<T>> work);
}

/// <summary>How far one piece of long work is.</summary>
/// <param name="Task">Which piece: one bar each.</param>
/// <param name="Done">Part done, in any unit.</param>
/// <param name="Total">The whole, in the same unit; 0 when unknown.</param>
/// <param name="Note">What is worth saying beside the bar.</param>
internal readonly record struct ProgressStep(string Task, double Done, double Total, string? Note = null)
{
    /// <summary>Whether the piece says at its beginning what it is about, since it will take a while without a word.</summary>
    public bool Begins { get; init; }

    /// <summary>Whether the piece is finished.</summary>
    public bool Finished => Total > 0 && Done >= Total;

    /// <summary>Share done in percent, 0 .. 100; 0 when the whole is unknown.</summary>
    public double Percent => Total > 0 ? Math.Clamp(Done / Total * 100, 0, 100) : 0;
}

/// <summary>Nothing is shown.</summary>
internal sealed class NoProgress : IProgressDisplay, IProgress<ProgressStep>
{
    /// <inheritdoc/>
    public Task<T> ShowAsync<T>(Func<IProgress<ProgressStep>, Task<T>> work) => work(this);

    /// <inheritdoc/>
    public void Report(ProgressStep value)
    {
    }
}

/// <summary>
/// Progress as plain lines, for logs: at most one a pause of the clock, one for each piece that ends, and one at its beginning for a piece
/// that says then what it is about.
/// </summary>
internal sealed class PlainProgress(TextWriter error, TimeProvider clock, TimeSpan? pause = null)
    : IProgressDisplay, IProgress<ProgressStep>
{
    private static readonly TimeSpan Standard = TimeSpan.FromSeconds(5);

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
            var due = step.Begins || (step.Finished ? _finished.Add(step.Task) : clock.GetElapsedTime(_lastLine) >= (pause ?? Standard));
            if (!due) return;
            _lastLine = clock.GetTimestamp();
            var share = step is { Total: > 0, Begins: false } ? step.Percent.ToString(" 0'%'", CultureInfo.InvariantCulture) : "";
            error.WriteLine($"{step.Task}:{share}{(step.Note is null ? "" : $" {step.Note}")}");
        }
    }
}

/// <summary>Progress as bars in a terminal, one a piece of work.</summary>
internal sealed class TerminalProgress(IAnsiConsole console) : IProgressDisplay
{
    /// <inheritdoc/>
    public Task<T> ShowAsync<T>(Func<IProgress<ProgressStep>, Task<T>> work) => console.Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new RemainingTimeColumn())
        .StartAsync(bars => work(new Bars(bars)));

    private sealed class Bars(ProgressContext bars) : IProgress<ProgressStep>
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(ProgressStep step)
        {
            lock (_gate)
            {
                if (!_tasks.TryGetValue(step.Task, out var bar)) _tasks.Add(step.Task, bar = bars.AddTask(Markup.Escape(step.Task)));
                bar.IsIndeterminate = step.Total <= 0;
                bar.Value = step.Percent;
                if (step.Note is not null) bar.Description = Markup.Escape($"{step.Task}: {step.Note}");
            }
        }
    }
}
