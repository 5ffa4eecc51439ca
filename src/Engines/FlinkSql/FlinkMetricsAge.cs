namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// How old a job's metrics are, told by one that always moves while the job runs, <c>runningTime</c>. A JobManager fetches all metrics
/// together and waits for every TaskManager, also for one that is lost: until its <c>web.timeout</c> is over it shows those from before.
/// </summary>
internal sealed class FlinkMetricsAge(TimeProvider clock)
{
    // The JobManager's own come first: those of the tasks may still be the old ones then.
    private const int MovesAfterRestart = 2;

    private string? _runningTime;
    private long _movedAt = clock.GetTimestamp();
    private int _movesToCome;

    /// <summary>Whether the metrics are of the job as it runs now, not of the time before its last restart.</summary>
    public bool IsCurrent => _movesToCome == 0;

    /// <summary>How long no metric can have moved.</summary>
    public TimeSpan StandsFor => clock.GetElapsedTime(_movedAt);

    /// <summary>The job restarts: what the metrics say from now on, and until they move, is about the time before.</summary>
    public void TakeRestart() => _movesToCome = MovesAfterRestart;

    /// <summary>Takes a look: the job's state and its <c>runningTime</c>, which is null where Flink has none.</summary>
    public void Take(string state, string? runningTime)
    {
        if (state == FlinkState.Running && runningTime is not null && runningTime == _runningTime) return;
        if (state == FlinkState.Running) _movesToCome = runningTime is null ? 0 : Math.Max(0, _movesToCome - 1);
        (_runningTime, _movedAt) = (runningTime, clock.GetTimestamp());
    }
}
