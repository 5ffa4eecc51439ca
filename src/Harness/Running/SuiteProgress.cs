using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Running;

/// <summary>A step of the suite from each step of the run in progress: which run it is, how far, and how long all still take.</summary>
/// <param name="target">Where it is shown.</param>
/// <param name="time">What is known of how long runs take.</param>
/// <param name="clock">The clock.</param>
internal sealed class SuiteProgress(IProgress<ProgressStep> target, SuiteTime time, TimeProvider clock) : IProgress<ProgressStep>
{
    private string _name = "";
    private RunPlan? _current;
    private IReadOnlyList<RunPlan> _later = [];
    private double _doneSeconds;
    private long _started;

    /// <summary>A run begins.</summary>
    /// <param name="name">What it is called: <c>3 of 24 flink-spp-1p-seed1</c>.</param>
    /// <param name="run">The run.</param>
    /// <param name="later">The runs after it, warm-ups included.</param>
    public void Begin(string name, RunPlan run, IReadOnlyList<RunPlan> later) =>
        (_name, _current, _later, _started) = (name, run, later, clock.GetTimestamp());

    /// <summary>The run has ended, well or not.</summary>
    public void End() => _doneSeconds += clock.GetElapsedTime(_started).TotalSeconds;

    /// <inheritdoc/>
    public void Report(ProgressStep value)
    {
        if (_current is null) return;
        var elapsed = clock.GetElapsedTime(_started).TotalSeconds;
        var left = time.SecondsOf(_later) + (time.SecondsOf(_current) is { } whole ? Math.Max(0, whole - elapsed) : null);
        var done = _doneSeconds + elapsed;
        var note = FormattableString.Invariant($"{_name} {value.Percent:0} %, {SuiteTime.Text(left)} left")
            + (value.Note is null ? "" : $"; {value.Note}");
        // Never finished: it is the last line that says so.
        target.Report(new ProgressStep("suite", done, left is { } seconds ? Math.Max(done + seconds, done * 1.001) : 0, note));
    }
}
