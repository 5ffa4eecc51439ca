using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>One element of a twin's stream: a pooled batch of records or a step of the schedule, never a single event.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="NowMs">The clock when the source emitted it, epoch ms.</param>
/// <param name="Records">The records of a <see cref="StepKind.Records"/> step; the worker disposes them.</param>
/// <param name="Plan">The micro-batch that a <see cref="StepKind.Begin"/> step begins or an <see cref="StepKind.Advance"/> step ends; null
/// for ticks.</param>
/// <param name="StartedMs">When that micro-batch was triggered, epoch ms.</param>
/// <param name="Offsets">The next offset of each partition at a <see cref="StepKind.Barrier"/>.</param>
internal readonly record struct TwinStep(
    StepKind Kind, long NowMs, RecordBatch? Records = null, MicroBatchPlan? Plan = null, long StartedMs = 0,
    IReadOnlyList<long>? Offsets = null);
