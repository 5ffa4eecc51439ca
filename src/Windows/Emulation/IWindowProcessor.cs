using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>
/// The seam between semantics and scheduling: pure state machines that the live shell and the simulator both run. Time comes as an
/// argument.
/// </summary>
public interface IWindowProcessor
{
    /// <summary>Takes rows of one partition, in offset order. Windows that close at once (continuous, on-event) are added to
    /// <paramref name="output"/>.</summary>
    void Process(EventBatch rows, long nowMs, ResultBatch output);

    /// <summary>
    /// The next step of the schedule: a watermark tick of a continuous engine, the end of the planned batch of a micro-batch engine.
    /// </summary>
    void Advance(long nowMs, ResultBatch output);

    /// <summary>The input has ended: closes what the engine's rules close then (F28; nothing for Spark).</summary>
    void EndInput(ResultBatch output);

    /// <summary>Counters for progress and reconciliation.</summary>
    ProcessorCounters Counters { get; }
}
