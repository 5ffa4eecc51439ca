namespace CtrBench.Harness.Plans;

/// <summary>How long the runs of a live suite take: first by experience, then as the runs before them took.</summary>
internal sealed class SuiteTime
{
    // Start, alignment with the windows, the last results and the stop: a new Spark server needs the most.
    private const double RealEngineSeconds = 20;
    private const double TwinSeconds = 10;

    private readonly Dictionary<EngineId, List<double>> _overheads = [];
    private readonly List<double> _whole = [];

    /// <summary>Learns from a run that took so long.</summary>
    public void Learn(RunPlan run, double seconds)
    {
        _whole.Add(seconds);
        if (ScheduleSeconds(run) is not { } schedule) return;
        if (!_overheads.TryGetValue(run.Engine, out var known)) _overheads.Add(run.Engine, known = []);
        known.Add(Math.Max(0, seconds - schedule));
    }

    /// <summary>How long a run will take, s; null while nobody knows, as with a trace before its first run.</summary>
    public double? SecondsOf(RunPlan run)
    {
        if (ScheduleSeconds(run) is not { } schedule) return _whole.Count > 0 ? _whole.Average() : null;
        return schedule + (_overheads.TryGetValue(run.Engine, out var known) ? known.Average()
            : run.Engine.IsReal ? RealEngineSeconds : TwinSeconds);
    }

    /// <summary>How long they will take one after the other, s; null when it is unknown of one.</summary>
    public double? SecondsOf(IEnumerable<RunPlan> runs) => runs.Aggregate((double?)0, (sum, run) => sum + SecondsOf(run));

    /// <summary>Seconds as text, in minutes: <c>34 min</c>, <c>1 h 5 min</c>; unknown for null.</summary>
    public static string Text(double? seconds)
    {
        if (seconds is not { } known) return "unknown";
        var minutes = (long)Math.Ceiling(Math.Max(0, known) / 60);
        return minutes < 60
            ? FormattableString.Invariant($"{minutes} min")
            : FormattableString.Invariant($"{minutes / 60} h {minutes % 60} min");
    }

    // The traffic, and the closing events that close its last windows; a trace's own length is known only once it is read.
    private static double? ScheduleSeconds(RunPlan run) => run.Workload.DurationMs == 0
        ? null
        : (run.Workload.DurationMs + run.Query.WatermarkDelayMs + run.Query.WindowMs) / 1_000.0;
}
