using Spectre.Console;

namespace CtrBench.Harness.Cli;

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
