namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// The age of a job's metrics, derived from one that always changes while the job runs, <c>runningTime</c>. A JobManager fetches all
/// metrics together and waits for every TaskManager, also for a lost one: until its <c>web.timeout</c> has passed it shows the old ones.
/// </summary>
internal sealed class FlinkMetricsAge(TimeProvider clock)
{
    // The JobManager's own come first: those of the tasks may still be the old ones then.
    private const int MovesAfterRestart = 2;

    private string? _runningTime;
    private long _movedAt = clock.GetTimestamp();
    private int _movesToCome;

    /// <summary>Whether the metrics are from after the job's last restart.</summary>
    public bool IsCurrent => _movesToCome == 0;

    /// <summary>How long the metrics have not changed.</summary>
    public TimeSpan StandsFor => clock.GetElapsedTime(_movedAt);

    /// <summary>The job restarts: until the metrics change, they are from before the restart.</summary>
    public void OnRestart() => _movesToCome = MovesAfterRestart;

    /// <summary>Adds a sample: the job's state and its <c>runningTime</c>, null if Flink has none.</summary>
    public void Add(string state, string? runningTime)
    {
        if (state == FlinkState.Running && runningTime is not null && runningTime == _runningTime) return;
        if (state == FlinkState.Running) _movesToCome = runningTime is null ? 0 : Math.Max(0, _movesToCome - 1);
        (_runningTime, _movedAt) = (runningTime, clock.GetTimestamp());
    }
}
