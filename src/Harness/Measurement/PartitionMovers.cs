using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// The events of one partition that move a watermark, for both engines' thresholds: end + delay (Spark, S11) and 1 ms less (Flink, F14).
/// </summary>
internal sealed class PartitionMovers(long windowMs, long delayMs)
{
    /// <summary>Steps of the threshold end + delay.</summary>
    public MoverSteps AtDelay { get; } = new(windowMs, delayMs);

    /// <summary>Steps of the threshold end + delay - 1 ms.</summary>
    public MoverSteps BeforeDelay { get; } = new(windowMs, delayMs - 1);

    /// <summary>The smallest event time that adds a new step to either: one comparison per event.</summary>
    public long NextMs { get; private set; } = long.MinValue;

    /// <summary>Adds an event with a time of at least <see cref="NextMs"/>.</summary>
    public void Reach(long eventTimeMs, Mover mover)
    {
        if (eventTimeMs >= AtDelay.NextMs) AtDelay.Reach(eventTimeMs, mover);
        if (eventTimeMs >= BeforeDelay.NextMs) BeforeDelay.Reach(eventTimeMs, mover);
        NextMs = Math.Min(AtDelay.NextMs, BeforeDelay.NextMs);
    }
}
