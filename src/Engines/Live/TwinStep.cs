using CtrBench.Engines.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>One element of a twin's stream: a pooled batch of records or a step of the schedule, never a single event.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="NowMs">The clock when the source emitted it, epoch ms.</param>
/// <param name="Records">The records of a <see cref="StepKind.Records"/> step; the worker disposes them.</param>
/// <param name="Plan">The micro-batch that an <see cref="StepKind.Advance"/> step ends; null for ticks.</param>
/// <param name="StartedMs">When that micro-batch was triggered, epoch ms.</param>
internal readonly record struct TwinStep(
    StepKind Kind, long NowMs, RecordBatch? Records = null, MicroBatchPlan? Plan = null, long StartedMs = 0);
