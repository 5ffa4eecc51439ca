using System.Text.Json.Serialization;

namespace CtrBench.Harness.Advice;

/// <summary>Whether what was recommended from the first part of the data held for the rest of it.</summary>
internal enum Promise : byte
{
    /// <summary>No delay can be recommended: the first part is too short.</summary>
    None = 0,

    /// <summary>The rest lost no more than was promised.</summary>
    Kept,

    /// <summary>The rest lost more than was promised.</summary>
    Broken,

    /// <summary>There are no rows after the first part.</summary>
    Untested,
}

/// <summary>A delay with what it loses and, where it was simulated, how long results take.</summary>
/// <param name="Loss">What it loses of all data.</param>
/// <param name="Run">Its latencies; null where only the loss was asked for.</param>
internal sealed record DelayPoint(Loss Loss, DelayRun? Run);

/// <summary>The delay to set on one engine, with one trigger.</summary>
internal sealed record EngineAdvice
{
    /// <summary>The engine that is advised about.</summary>
    [JsonConverter(typeof(EngineIdJson))]
    public required EngineId Engine { get; init; }

    /// <summary>The cost profile of the prediction.</summary>
    public required string Profile { get; init; }

    /// <summary>Interval of the trigger, ms; null for a continuous engine.</summary>
    public long? TriggerMs { get; init; }

    /// <summary>Whether this is the setting to take, of those of the engine.</summary>
    public bool Recommended { get; init; }

    /// <summary>The smallest delay that meets the target by the first part of the data, ms; null where none can be promised.</summary>
    public long? SmallestMs { get; init; }

    /// <summary>The delay to set: the smallest, rounded up to one that people write, ms.</summary>
    public long? DelayMs { get; init; }

    /// <summary>The delay with which no row of all data would have been late, ms.</summary>
    public required long LosslessMs { get; init; }

    /// <summary>What <see cref="DelayMs"/> loses of the first part; without one, what no delay would.</summary>
    public required Loss First { get; init; }

    /// <summary>Stretches of four windows in the first part.</summary>
    public required int FirstBlocks { get; init; }

    /// <summary>What it loses of the rest.</summary>
    public required Loss Rest { get; init; }

    /// <summary>Whether the recommendation held.</summary>
    public required Promise Promise { get; init; }

    /// <summary>The smallest delay that meets the target by all data, ms; null where none can be promised.</summary>
    public long? SmallestOfAllMs { get; init; }

    /// <summary>The run with this delay: its late rows check the one pass over the data.</summary>
    public DelayRun? Run { get; init; }

    /// <summary>Late rows of the one pass with this delay.</summary>
    public long? LateRows { get; init; }

    /// <summary>Losses and latencies of other delays, shortest first.</summary>
    public required IReadOnlyList<DelayPoint> Curve { get; init; }

    /// <summary>Whether batches end before the next trigger, by their median.</summary>
    public bool KeepsUp => !(Run?.BatchMsP50 > MostBusy * TriggerMs) || TriggerMs == 0;

    private const double MostBusy = 0.95;
}
