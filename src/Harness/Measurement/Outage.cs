namespace CtrBench.Harness.Measurement;

/// <summary>A span of the run in which the log did not store events when they were due.</summary>
/// <param name="FromMs">When the first event that was not stored in time was due, epoch ms.</param>
/// <param name="ToMs">When the last of them was stored and the log had caught up with the schedule, epoch ms.</param>
/// <param name="AgainMs">When the log stored events again, epoch ms.</param>
/// <param name="Events">Events stored late.</param>
/// <param name="LatestMs">The longest delay of one of them, ms.</param>
/// <param name="What">Its kind: late-appends.</param>
internal sealed record Outage(double FromMs, double ToMs, double AgainMs, long Events, double LatestMs, string What)
{
    /// <summary>Events were stored late.</summary>
    public const string LateAppends = "late-appends";
}
