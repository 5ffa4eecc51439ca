namespace CtrBench.Harness.Measurement;

/// <summary>A span of the run in which the log did not take events when they were due.</summary>
/// <param name="FromMs">When the first event that it did not take was due, epoch ms.</param>
/// <param name="ToMs">When the last of them was taken: the log is even with the schedule again. Epoch ms.</param>
/// <param name="AgainMs">When the log took events again, epoch ms.</param>
/// <param name="Events">Events that reached it late.</param>
/// <param name="LatestMs">The longest that one of them took, ms.</param>
/// <param name="What">What it is: late-appends.</param>
public sealed record Outage(double FromMs, double ToMs, double AgainMs, long Events, double LatestMs, string What)
{
    /// <summary>Events reached the log late.</summary>
    public const string LateAppends = "late-appends";
}
