using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>What an element of a query's stream stands for.</summary>
internal enum StepKind : byte
{
    /// <summary>Records to parse and process.</summary>
    Records = 0,

    /// <summary>A micro-batch begins: its plan is stored first (S20).</summary>
    Begin,

    /// <summary>The schedule has taken a step in the processor: a watermark tick, or the end of a micro-batch.</summary>
    Scheduled,

    /// <summary>The input ends.</summary>
    EndInput,

    /// <summary>A checkpoint of a continuous engine: what came before it is in, what comes after it is out.</summary>
    Barrier,
}

/// <summary>
/// One element of a query's stream: a pooled batch of records or a step of the schedule, never a single event. What the processor has
/// emitted by then is stored before the source is asked for the next one.
/// </summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Records">The records of a <see cref="StepKind.Records"/> step; the runner disposes them.</param>
/// <param name="Plan">The micro-batch of a <see cref="StepKind.Begin"/> step.</param>
/// <param name="Offsets">The next offset to read of each partition where a checkpoint belongs: at a <see cref="StepKind.Barrier"/>, and at
/// the end of a micro-batch.</param>
internal readonly record struct StreamStep(
    StepKind Kind, RecordBatch? Records = null, MicroBatchPlan? Plan = null, IReadOnlyList<long>? Offsets = null);
