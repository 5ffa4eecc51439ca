using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>What a twin's source reads, in whose time, until when.</summary>
/// <param name="Reader">The events topic.</param>
/// <param name="StartOffsets">Where the reader starts, one per partition.</param>
/// <param name="Clock">The run's clock.</param>
/// <param name="Stop">How it is told to stop.</param>
/// <param name="Counters">Where it counts what only a source sees.</param>
/// <param name="KeepsCheckpoints">Whether it emits what checkpoints need: plans before their batches, barriers.</param>
internal sealed record TwinInput(
    ITopicReader Reader, IReadOnlyList<long> StartOffsets, TimeProvider Clock, StopSignal Stop, TwinCounters Counters,
    bool KeepsCheckpoints);
